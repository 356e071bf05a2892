import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct SourceDatumTests {
  /// What a place reads like in a datum.
  private func shifted(_ place: Coordinate, _ datum: Datum) -> Coordinate {
    let position = Position(x: place.longitude, y: place.latitude)
    let result =
      switch datum {
      case .gcj02: ChinaDatum.gcj02(fromWGS84: position)
      case .bd09: ChinaDatum.bd09(fromWGS84: position)
      default: position
      }
    return Coordinate(uncheckedLongitude: result.x, latitude: result.y)
  }

  /// Stores with geocodes and honest visits, sent by one version of the app.
  private func addVisits(
    _ count: Int,
    version: String?,
    device: String? = nil,
    in datum: (Int) -> Datum,
    storesIn storeDatum: Datum = .wgs84,
    stores: Int = 15,
    reps: Int = 3,
    geocodeMu: Double = 3.29,
    to world: inout AuditWorld,
    _ generator: inout SplitMix64
  ) {
    let name = version ?? device ?? "none"
    var places: [Coordinate] = []
    for store in 0..<stores {
      let place = World.place(
        east: generator.double(in: -8_000...8_000),
        north: generator.double(in: -8_000...8_000)
      )
      places.append(place)
      let error = World.geocodeError(mu: geocodeMu, &generator)
      let pin = shifted(World.place(east: error.x, north: error.y, of: place), storeDatum)
      world.stores.append(
        ("\(name)-\(store)", AuditStore(longitude: pin.longitude, latitude: pin.latitude), "")
      )
      world.sources["\(name)-\(store)"] = "list-\(storeDatum)"
    }
    for number in 0..<count {
      let accuracy = generator.double(in: 5...40)
      let fix = World.fixError(accuracy, &generator)
      let place = World.place(east: fix.x, north: fix.y, of: places[number % stores])
      world.addCheckIn(
        "\(name)-\(number)",
        rep: "\(name)-r\(number % reps)",
        store: "\(name)-\(number % stores)",
        minutes: Double(number) * 100,
        accuracyMetres: accuracy
      ) {
        $0.coordinate = shifted(place, datum(number))
        $0.appVersion = version
        $0.deviceID = device
      }
    }
  }

  @Test(arguments: [Datum.gcj02, .bd09]) func mixUpIsFoundWithThirtyCheckIns(datum: Datum) throws {
    var found = 0
    var wrong = 0
    let seeds: UInt64 = 100
    try forEverySeed(0..<seeds) { seed, generator in
      var world = AuditWorld()
      addVisits(30, version: "2.0", in: { _ in datum }, to: &world, &generator)
      addVisits(30, version: "1.0", in: { _ in .wgs84 }, to: &world, &generator)
      let audit = try world.whole()
      let context = audit.context
      let rows = context.sources.filter { $0.kind == .appVersion }
      #expect(rows.map(\.source) == ["1.0", "2.0"], "seed \(seed)")
      if rows.last?.datum == datum { found += 1 }
      if rows.first?.datum != .wgs84 { wrong += 1 }
      if context.sources.contains(where: { $0.kind == .stores && $0.datum != .wgs84 }) {
        wrong += 1
      }
      // The offset is undone to centimetres: what is left is the fixes' own error.
      for (checkIn, row) in context.data.checkIns.enumerated() {
        let position = try #require(context.positions[checkIn])
        let back = shifted(position.coordinate, row.appVersion == 1 ? datum : .wgs84)
        #expect(Geodesic.distance(back, row.coordinate).metres < 0.01)
      }
    }
    #expect(found >= 99 && wrong == 0)
  }

  @Test func correctedCheckInsSayTheDistanceBeforeAndAfter() throws {
    var generator = SplitMix64(seed: 1)
    var world = AuditWorld()
    addVisits(40, version: "2.0", in: { _ in .gcj02 }, to: &world, &generator)
    for (id, answer) in try world.audit() {
      let numbers = try #require(answer.numbers[.datumMixed], "\(id)")
      #expect(numbers[0] > 250 && numbers[1] < numbers[0])
      #expect(answer.ratios[.datumMixed] == 0)
    }
  }

  @Test func storesInAnotherDatumAreToldFromCheckInsThatAre() throws {
    try forEverySeed(0..<30) { seed, generator in
      var world = AuditWorld()
      addVisits(
        30,
        version: "1.0",
        in: { _ in .wgs84 },
        storesIn: .gcj02,
        to: &world,
        &generator
      )
      addVisits(30, version: "1.1", in: { _ in .wgs84 }, to: &world, &generator)
      let sources = try world.whole().context.sources
      for row in sources {
        #expect(
          row.datum == (row.source == "list-gcj02" ? .gcj02 : .wgs84),
          "seed \(seed): \(row)"
        )
      }
      #expect(sources.count == 4)
    }
  }

  @Test func badGeocodesAndCheatersRaiseNoAlarm() throws {
    try forEverySeed(0..<100) { seed, generator in
      var world = AuditWorld()
      // Geocodes with a median error of 150 m.
      addVisits(30, version: "1.0", in: { _ in .wgs84 }, geocodeMu: 5, to: &world, &generator)
      // A cheater who claims stores all around from one place, in a version of his own.
      for store in 0..<30 {
        let far = World.offset(generator.double(in: 300...1_500), &generator)
        world.addStore("c\(store)", east: far.x, north: far.y)
        world.addCheckIn("c\(store)", rep: "c", store: "c\(store)", minutes: Double(store)) {
          $0.appVersion = "cheater's"
        }
      }
      // And one who claims one store from just where the shift would put it.
      let pin = World.place(east: 0)
      let trick = shifted(pin, .gcj02)
      world.addStore("t")
      for number in 0..<30 {
        world.addCheckIn("t\(number)", rep: "t", store: "t", minutes: Double(number) * 50) {
          $0.coordinate = trick
          $0.appVersion = "trick"
        }
      }
      let sources = try world.whole().context.sources
      #expect(sources.allSatisfy { $0.datum == .wgs84 }, "seed \(seed): \(sources)")
    }
  }

  @Test func withoutVersionsTheDeviceTells() throws {
    try forEverySeed(0..<20) { seed, generator in
      var world = AuditWorld()
      addVisits(
        30,
        version: nil,
        device: "d2",
        in: { _ in .gcj02 },
        reps: 1,
        to: &world,
        &generator
      )
      addVisits(
        30,
        version: nil,
        device: "d1",
        in: { _ in .wgs84 },
        reps: 1,
        to: &world,
        &generator
      )
      let rows = try world.whole().context.sources.filter { $0.kind == .device }
      #expect(rows.map(\.datum) == [.wgs84, .gcj02], "seed \(seed)")
    }
  }

  @Test func deviceThatChangesWithinAVersionIsFollowed() throws {
    try forEverySeed(0..<20) { seed, generator in
      var world = AuditWorld()
      addVisits(200, version: "1.0", in: { _ in .wgs84 }, to: &world, &generator)
      for position in world.checkIns.indices { world.checkIns[position].deviceID = "old" }
      let before = world.checkIns.count
      addVisits(
        60,
        version: "x",
        device: "new",
        in: { $0 < 30 ? .wgs84 : .gcj02 },
        to: &world,
        &generator
      )
      for position in before..<world.checkIns.count { world.checkIns[position].appVersion = "1.0" }
      let context = try world.whole().context
      let rows = context.sources.filter { $0.kind == .device }
      #expect(rows.map(\.datum) == [.gcj02], "seed \(seed)")
      #expect(rows.first.map { !$0.since.isNaN } == true, "seed \(seed)")
      for (checkIn, row) in context.data.checkIns.enumerated() {
        let id = context.data.checkInID(checkIn)
        let isShifted = id.hasPrefix("x-") && (Int(id.dropFirst(2)) ?? 0) >= 30
        #expect((context.positions[checkIn]?.coordinate != row.coordinate) == isShifted)
      }
    }
  }

  @Test func tooFewCheckInsAreReadOneByOne() throws {
    var generator = SplitMix64(seed: 4)
    var world = AuditWorld()
    addVisits(5, version: "2.0", in: { _ in .gcj02 }, to: &world, &generator)
    let answers = try world.audit()
    #expect(answers.values.contains { $0.ratios[.datumMixed] == 0 })
    #expect(answers.values.allSatisfy { !$0.verdict.isAccusing })
  }
}

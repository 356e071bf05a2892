import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

/// An app that sends GCJ-02 and calls it WGS 84 does so in check-ins and tracks alike; its reps are judged
/// as those of an app that sends what it says.
struct TrackDatumTests {
  /// Sixty visits with a fix at their stores 700 m apart, and the track of a phone that stands at the first
  /// store for some time and drives before and after.
  private func world(standing seconds: Double) -> AuditWorld {
    var generator = SplitMix64(seed: 41)
    var world = AuditWorld()
    for number in 0..<60 {
      world.addStore("s\(number)", east: Double(number) * 700)
      world.addCheckIn(
        "c\(number)",
        store: "s\(number)",
        minutes: number == 0 ? 0 : Double(number) * 300 + generator.double(in: 0...1),
        east: Double(number) * 700 + 8 * World.normal(&generator),
        north: 8 * World.normal(&generator)
      ) { $0.appVersion = "1" }
    }
    for step in -60...60 {
      let time = Double(step) * 20
      let driven = time < -seconds / 2 ? time + seconds / 2 : max(0, time - seconds / 2)
      world.fixes["r", default: []].append(World.fix(after: time, east: driven * 8))
    }
    return world
  }

  /// The same, as an app writes it that sends GCJ-02.
  private func inGCJ02(_ world: AuditWorld) -> AuditWorld {
    func shifted(_ place: Coordinate) -> Coordinate {
      let place = ChinaDatum.gcj02(fromWGS84: Position(x: place.longitude, y: place.latitude))
      return Coordinate(uncheckedLongitude: place.x, latitude: place.y)
    }
    var world = world
    for position in world.checkIns.indices {
      world.checkIns[position].coordinate = world.checkIns[position].coordinate.map(shifted)
    }
    world.fixes = world.fixes.mapValues { fixes in
      fixes.map { fix in
        PositionFix(
          time: fix.time,
          coordinate: shifted(fix.coordinate),
          accuracyMetres: fix.accuracyMetres
        )
      }
    }
    return world
  }

  private func ratio(_ world: AuditWorld, _ reason: Reason) throws -> Double {
    try world.audit()["c0"]?.ratios[reason] ?? 0
  }

  @Test(arguments: [0.0, 40, 600]) func stopsAreAsLongInAnotherDatum(seconds: Double) throws {
    let world = world(standing: seconds)
    let plain = try ratio(world, .shortDwell)
    #expect((plain > 1) == (seconds < 600))
    #expect(try abs(ratio(inGCJ02(world), .shortDwell) - plain) < 1e-3)
  }

  @Test func trackAtTheStoreSpeaksForAnAccessoryInAnotherDatum() throws {
    var world = inGCJ02(world(standing: 600))
    for number in 0..<6 { world.checkIns[number].mock = true }
    let answers = try world.audit()
    #expect(answers["c0"]?.ratios[.mockLocation] ?? 0 < 3)
    #expect(answers["c1"]?.ratios[.mockLocation] ?? 0 >= 3)
  }

  @Test func trackSeesTheRepAtTheStoreInAnotherDatum() {
    #expect(inGCJ02(world(standing: 600)).context().sightingAtStore(0) == .near)
  }

  @Test func stopAtTheStoreIsSeenFromAFixDownTheStreetInAnotherDatum() throws {
    var world = world(standing: 320)
    world.checkIns[0].coordinate = World.place(east: 300)
    #expect(try ratio(world, .shortDwell) == 0)
    #expect(try ratio(inGCJ02(world), .shortDwell) == 0)
  }

  @Test func trackOfWhoBorrowsAPhoneIsInTheDatumOfTheOwnOne() {
    var other = world(standing: 600)
    for position in other.checkIns.indices {
      other.checkIns[position].rep = ID("q")
      other.checkIns[position].id = ID("q\(position)")
      other.checkIns[position].appVersion = "2"
      other.checkIns[position].deviceID = "lent"
    }
    other.fixes = [:]
    other = inGCJ02(other)
    var world = world(standing: 600)
    for position in world.checkIns.indices { world.checkIns[position].deviceID = "own" }
    world.checkIns[0] = other.checkIns[0]
    world.checkIns[0].rep = ID("r")
    world.checkIns[0].id = ID("c0")
    world.checkIns += other.checkIns.dropFirst()
    let context = world.context()
    let borrowed = context.data.checkIns.indices.first { context.data.checkInID($0) == "c0" }
    #expect(borrowed.map { context.datumCodes[$0] } == 1)
    #expect(borrowed.map { context.sightingAtStore($0) } == .near)
  }

  @Test func trackSeesTheRepAwayInAnotherDatum() {
    var world = inGCJ02(world(standing: 600))
    world.fixes["r"] = world.fixes["r"]?.map { fix in
      PositionFix(
        time: fix.time,
        coordinate: World.place(east: 0, north: 900, of: fix.coordinate),
        accuracyMetres: fix.accuracyMetres
      )
    }
    #expect(world.context().sightingAtStore(0) == .away)
  }
}

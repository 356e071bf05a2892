import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct PhotoRuleTests {
  /// A rep who visits six stores once a day for ten days and takes a photo each time; another rep with
  /// as many stores does the same.
  private func world() -> AuditWorld {
    var world = AuditWorld()
    var generator = SplitMix64(seed: 1)
    for (row, rep) in ["a", "b"].enumerated() {
      for store in 0..<6 {
        world.addStore("\(rep)\(store)", east: Double(store) * 1_700, north: Double(row) * 9_000)
      }
      for day in 0..<10 {
        for store in 0..<6 {
          let east = Double(store) * 1_700
          let north = Double(row) * 9_000
          world.addCheckIn(
            "\(rep)-\(day)-\(store)",
            rep: rep,
            store: "\(rep)\(store)",
            minutes: Double(day * 1_440 + store * 50),
            east: east,
            north: north
          ) { checkIn in
            let place = World.place(east: east + 15, north: north)
            checkIn.photo = Photo(
              sha256: Self.digest(&generator),
              differenceHash: generator.next(),
              time: checkIn.time.addingTimeInterval(60),
              longitude: place.longitude,
              latitude: place.latitude
            )
          }
        }
      }
    }
    return world
  }

  private static func digest(_ generator: inout SplitMix64) -> String {
    (0..<4).map { _ in
      let text = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }.joined()
  }

  private func change(_ id: String, in world: inout AuditWorld, _ change: (inout CheckIn) -> Void) {
    for index in world.checkIns.indices where world.checkIns[index].id.rawValue == id {
      change(&world.checkIns[index])
    }
  }

  private func photo(_ id: String, in world: AuditWorld) -> Photo? {
    world.checkIns.first { $0.id.rawValue == id }?.photo
  }

  /// Gives a check-in the photo of another, with some bits of its hash changed; 0 copies the file.
  private func copy(_ source: String, to id: String, bits: Int, in world: inout AuditWorld) {
    guard let original = photo(source, in: world) else { return }
    change(id, in: &world) {
      if bits == 0 { $0.photo?.sha256 = original.sha256 }
      let hash = (original.differenceHash ?? 0) ^ ((1 << UInt64(bits)) - 1)
      $0.photo?.differenceHash = hash
    }
  }

  private func marks(_ world: AuditWorld) throws -> [String: [Reason: Double]] {
    let reasons: Set<Reason> = [.photoReused, .photoElsewhere, .photoStale]
    return try world.audit().mapValues { $0.ratios.filter { reasons.contains($0.key) } }
      .filter { !$0.value.isEmpty }
  }

  @Test func newPhotosAtTheStoresAreNoMark() throws {
    #expect(try marks(world()) == [:])
  }

  @Test func sameFileAtAnotherStoreContradicts() throws {
    var world = world()
    copy("a-0-1", to: "a-3-4", bits: 0, in: &world)
    let answers = try world.audit()
    #expect(answers["a-3-4"]?.verdict == .contradicted)
    #expect(answers["a-0-1"]?.ratios[.photoReused] == nil)
  }

  @Test func sameFileAtTheSameStoreOnAnotherDayContradicts() throws {
    var world = world()
    copy("a-0-1", to: "a-3-1", bits: 0, in: &world)
    #expect(try world.audit()["a-3-1"]?.verdict == .contradicted)
  }

  @Test func sameFileOfAColleagueContradicts() throws {
    var world = world()
    copy("b-0-1", to: "a-3-1", bits: 0, in: &world)
    #expect(try world.audit()["a-3-1"]?.verdict == .contradicted)
  }

  @Test func fileSentTwiceForOneVisitIsNoMark() throws {
    var world = world()
    world.addCheckIn("again", rep: "a", store: "a1", minutes: 70, east: 1_700)
    let first = photo("a-0-1", in: world)
    change("again", in: &world) { $0.photo = first }
    #expect(try marks(world)["again"] == nil)
  }

  @Test func jointVisitMayShareAPhoto() throws {
    var world = world()
    world.addCheckIn("joint", rep: "b", store: "a1", minutes: 60, east: 1_700)
    let first = photo("a-0-1", in: world)
    change("joint", in: &world) {
      $0.photo = first
      $0.accompaniedBy = ID("a")
    }
    #expect(try marks(world)["joint"] == nil)
  }

  @Test func placeholderOfTheAppIsNoMark() throws {
    var world = world()
    for rep in 0..<5 {
      for day in 0..<3 {
        world.addCheckIn(
          "p-\(rep)-\(day)",
          rep: "p\(rep)",
          store: "a\(rep)",
          minutes: Double(day * 1_440)
        ) {
          $0.photo = Photo(
            sha256: String(repeating: "ab", count: 32),
            differenceHash: 0x1234_5678_9abc_def0
          )
        }
      }
    }
    let marks = try marks(world)
    #expect(!marks.contains { $0.key.hasPrefix("p-") })
  }

  @Test func picturesAlikeOfHundredsOfRepsAreNoMark() throws {
    var world = AuditWorld()
    for rep in 0..<300 {
      world.addStore("s\(rep)", east: Double(rep) * 300)
      world.addCheckIn("c\(rep)", rep: "r\(rep)", store: "s\(rep)", east: Double(rep) * 300) {
        let hash: UInt64 = 0x0f1e_2d3c_4b5a_6978 ^ (1 << (rep % 60)) ^ (1 << (rep / 60))
        $0.photo = Photo(differenceHash: hash)
      }
    }
    #expect(try marks(world) == [:])
  }

  @Test func photoLikeOneOfAnotherStoreIsSuspicious() throws {
    for bits in 1...6 {
      var world = world()
      copy("a-0-1", to: "a-3-4", bits: bits, in: &world)
      #expect((try marks(world)["a-3-4"]?[.photoReused] ?? 0) >= 3, "\(bits) bits")
    }
  }

  @Test func photoLikeOneOfAColleagueIsSuspicious() throws {
    var world = world()
    copy("b-0-1", to: "a-3-4", bits: 3, in: &world)
    #expect((try marks(world)["a-3-4"]?[.photoReused] ?? 0) >= 3)
  }

  @Test func sameStorefrontFromTheSameSpotIsNoMark() throws {
    var world = world()
    for day in 1..<10 { copy("a-0-1", to: "a-\(day)-1", bits: day, in: &world) }
    #expect(try marks(world) == [:])
  }

  @Test func sameStorefrontEqualInAllBitsWeighsLittle() throws {
    var world = world()
    let hash = photo("a-0-1", in: world)?.differenceHash
    change("a-4-1", in: &world) { $0.photo?.differenceHash = hash }
    let ratio = try #require(marks(world)["a-4-1"]?[.photoReused])
    #expect(ratio < 1)
  }

  @Test func franchiseFrontsThatLookAlikeAreNoMark() throws {
    var world = world()
    // Two branches whose photos differ by 3 to 8 bits, crosswise.
    for day in 0..<10 {
      copy("a-0-1", to: "a-\(day)-1", bits: day == 0 ? 1 : day % 3, in: &world)
      copy("a-0-1", to: "a-\(day)-4", bits: 5 + day % 3, in: &world)
      change("a-\(day)-4", in: &world) { $0.photo?.sha256 = String(repeating: "\(day)", count: 64) }
      change("a-\(day)-1", in: &world) {
        $0.photo?.sha256 = "f" + String(repeating: "\(day)", count: 63)
      }
    }
    for (id, ratios) in try marks(world) {
      #expect((ratios[.photoReused] ?? 0) < 3, "\(id)")
    }
  }

  @Test func darkPicturesAreNoMark() throws {
    var world = world()
    for day in 0..<10 {
      for store in 0..<6 {
        change("a-\(day)-\(store)", in: &world) { $0.photo?.differenceHash = UInt64(day % 4) }
      }
    }
    #expect(try marks(world) == [:])
  }

  @Test func chanceMatchesStayRare() throws {
    // 2,000 photos of one rep at 400 stores with 48 free bits each, the others fixed: the worst that
    // the prior allows for.
    var world = AuditWorld()
    var generator = SplitMix64(seed: 7)
    for store in 0..<400 { world.addStore("s\(store)", east: Double(store) * 90) }
    for number in 0..<2_000 {
      let hash = generator.next() & 0xffff_ffff_ffff | 0x5555 << 48
      world.addCheckIn(
        "c\(number)",
        store: "s\(number % 400)",
        minutes: Double(number) * 30,
        east: Double(number % 400) * 90
      ) { $0.photo = Photo(differenceHash: hash) }
    }
    let flagged = try marks(world).values.count { ($0[.photoReused] ?? 0) >= 3 }
    #expect(flagged <= 2)
  }

  // MARK: - Elsewhere

  private func takePhoto(
    of id: String,
    east: Double,
    north: Double = 0,
    in world: inout AuditWorld
  ) {
    let place = World.place(east: east, north: north)
    change(id, in: &world) {
      $0.photo?.longitude = place.longitude
      $0.photo?.latitude = place.latitude
    }
  }

  @Test func photoTakenKilometresOffIsSuspicious() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: -6_000, in: &world)
    #expect((try marks(world)["a-3-2"]?[.photoElsewhere] ?? 0) >= 3)
  }

  @Test func photosTakenSomeHundredMetresOffAreNotSuspiciousByThemselves() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: 2 * 1_700, north: 950, in: &world)
    let ratio = try #require(marks(world)["a-3-2"]?[.photoElsewhere])
    #expect(ratio < 3)
  }

  @Test func positionKeptFromTheVisitBeforeIsNoMark() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: 1_700, in: &world)
    #expect(try marks(world) == [:])
  }

  @Test func onePositionKeptForTwoPhotosIsNoMark() throws {
    var world = world()
    for visit in ["a-3-2", "a-3-3"] { takePhoto(of: visit, east: 1_700, in: &world) }
    #expect(try marks(world) == [:])
  }

  @Test func positionsMeasuredInOnePlaceForTwoPhotosAreNotKept() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: 1_700, in: &world)
    takePhoto(of: "a-3-3", east: 1_730, north: 20, in: &world)
    let marks = try marks(world)
    #expect((marks["a-3-2"]?[.photoElsewhere] ?? 0) >= 2)
    #expect((marks["a-3-3"]?[.photoElsewhere] ?? 0) >= 2)
  }

  @Test func positionSomeHousesFromTheVisitBeforeIsNotKept() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: 1_700, north: 250, in: &world)
    #expect((try marks(world)["a-3-2"]?[.photoElsewhere] ?? 0) >= 2)
  }

  @Test func photoTakenWhenLeavingAVouchedVisitIsNoMark() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: 2 * 1_700, north: 180, in: &world)
    #expect(try marks(world) == [:])
    change("a-3-2", in: &world) { $0.accuracyMetres = 800 }
    #expect((try marks(world)["a-3-2"]?[.photoElsewhere] ?? 0) >= 1)
  }

  @Test func photosAtTheTruePlaceOfAStoreWithAWrongPinAreNoMark() throws {
    var world = world()
    let pin = World.place(east: 2 * 1_700, north: 1_500)
    for position in world.stores.indices where world.stores[position].id == "a2" {
      world.stores[position].store.longitude = pin.longitude
      world.stores[position].store.latitude = pin.latitude
    }
    // A network's fix says nothing.
    change("a-3-2", in: &world) { $0.accuracyMetres = 800 }
    #expect(try marks(world)["a-3-2"]?[.photoElsewhere] == nil)
  }

  @Test func positionOfAnotherClaimFromTheSamePlaceIsNotKept() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: 700, north: 600, in: &world)
    // The visit before is claimed from there as well.
    change("a-3-1", in: &world) {
      $0.coordinate = World.place(east: 720, north: 620)
      $0.accuracyMetres = 300
    }
    #expect((try marks(world)["a-3-2"]?[.photoElsewhere] ?? 0) >= 2)
  }

  @Test func datumThatNoPhotoOfTheRepIsInExplainsNothing() throws {
    var world = world()
    let store = World.place(east: 2 * 1_700)
    let shifted = ChinaDatum.gcj02(
      fromWGS84: Position(x: store.longitude, y: store.latitude)
    )
    change("a-3-2", in: &world) {
      $0.photo?.longitude = shifted.x
      $0.photo?.latitude = shifted.y
      // The fix does not tell.
      $0.accuracyMetres = 800
    }
    #expect((try marks(world)["a-3-2"]?[.photoElsewhere] ?? 0) >= 2)
  }

  @Test func photoInAnotherDatumThanTheFixIsNoMark() throws {
    var world = world()
    for day in 0..<10 {
      for store in 0..<6 {
        change("a-\(day)-\(store)", in: &world) { checkIn in
          guard let photo = checkIn.photo, let x = photo.longitude, let y = photo.latitude else {
            return
          }
          let shifted =
            day % 2 == 0
            ? ChinaDatum.gcj02(fromWGS84: Position(x: x, y: y))
            : ChinaDatum.wgs84(fromGCJ02: Position(x: x, y: y))
          checkIn.photo?.longitude = shifted.x
          checkIn.photo?.latitude = shifted.y
        }
      }
    }
    #expect(try marks(world) == [:])
  }

  @Test func photoThatAgreesWithAFarFixIsTheDistancesMatter() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: -6_000, in: &world)
    change("a-3-2", in: &world) { $0.coordinate = World.place(east: -6_020) }
    let answer = try #require(world.audit()["a-3-2"])
    #expect(answer.ratios[.photoElsewhere] == nil)
    #expect(answer.ratios[.tooFar] != nil)
  }

  @Test func photoThatAgreesWithACoarseFixTellsMoreThanTheFix() throws {
    var world = world()
    takePhoto(of: "a-3-2", east: -6_000, in: &world)
    change("a-3-2", in: &world) {
      $0.coordinate = World.place(east: -5_600)
      $0.accuracyMetres = 900
    }
    #expect((try marks(world)["a-3-2"]?[.photoElsewhere] ?? 0) >= 3)
  }

  // MARK: - Stale

  private func shift(_ id: String, hours: Double, in world: inout AuditWorld) {
    guard let time = photo(id, in: world)?.time else { return }
    change(id, in: &world) { $0.photo?.time = time.addingTimeInterval(3_600 * hours) }
  }

  @Test func photoOfAnotherDayIsSuspicious() throws {
    for hours in [-200.37, -30.41, -4.62] {
      var world = world()
      shift("a-8-2", hours: hours, in: &world)
      #expect((try marks(world)["a-8-2"]?[.photoStale] ?? 0) >= 3, "\(hours) h")
    }
  }

  @Test func clockSkewOfTheWholeDeviceIsNoMark() throws {
    for hours in [-0.9, 5.23, 40.1] {
      var world = world()
      for day in 0..<10 {
        for store in 0..<6 { shift("a-\(day)-\(store)", hours: hours, in: &world) }
      }
      #expect(try marks(world) == [:], "\(hours) h")
    }
  }

  @Test func timeZoneOfATravellersDayIsNoMark() throws {
    for hours in [-8, 5.75, 1] {
      var world = world()
      for store in 0..<6 { shift("a-4-\(store)", hours: hours, in: &world) }
      #expect(try marks(world) == [:], "\(hours) h")
    }
  }

  @Test func onePhotoOffByWholeHoursIsNotSuspicious() throws {
    var world = world()
    shift("a-4-2", hours: -8, in: &world)
    let ratio = try #require(marks(world)["a-4-2"]?[.photoStale])
    #expect(ratio < 2)
  }

  @Test func offlineEntryOfTheEveningIsNotSuspicious() throws {
    var world = world()
    change("a-4-2", in: &world) {
      $0.photo?.time = $0.time.addingTimeInterval(6.4 * 3_600)
      $0.submittedAt = $0.time.addingTimeInterval(6.4 * 3_600 + 30)
    }
    #expect(try world.audit()["a-4-2"]?.verdict.isAccusing == false)
  }
}

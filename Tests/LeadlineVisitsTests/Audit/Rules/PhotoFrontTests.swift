import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

/// Photos that show something else than the store, and photos that are missing.
struct PhotoFrontTests {
  /// A rep who photographs six fronts once a day for ten days; each photo is up to 6 bits off.
  private func world(seed: UInt64 = 1) -> AuditWorld {
    var world = AuditWorld()
    var generator = SplitMix64(seed: seed)
    let fronts = (0..<6).map { _ in generator.next() }
    for store in 0..<6 { world.addStore("s\(store)", east: Double(store) * 1_700) }
    for day in 0..<10 {
      for store in 0..<6 {
        world.addCheckIn(
          "c-\(day)-\(store)",
          store: "s\(store)",
          minutes: Double(day * 1_440 + store * 50),
          east: Double(store) * 1_700
        ) { checkIn in
          let turned = (0..<3).reduce(UInt64(0)) { bits, _ in bits | 1 << (generator.next() % 64) }
          checkIn.photo = Photo(differenceHash: fronts[store] ^ turned)
        }
      }
    }
    return world
  }

  private func change(_ id: String, in world: inout AuditWorld, _ change: (inout CheckIn) -> Void) {
    for index in world.checkIns.indices where world.checkIns[index].id.rawValue == id {
      change(&world.checkIns[index])
    }
  }

  private func ratios(_ world: AuditWorld, _ reason: Reason) throws -> [String: Double] {
    try world.audit().compactMapValues { $0.ratios[reason] }
  }

  @Test func photosOfTheFrontsAreNoMark() throws {
    try forEverySeed(0..<10) { seed, _ in
      let answers = try world(seed: seed).audit()
      for reason in [Reason.photoElsewhere, .photoMissing] {
        #expect(answers.values.allSatisfy { $0.ratios[reason] == nil }, "\(reason)")
      }
    }
  }

  @Test func photoOfSomethingElseIsSuspicious() throws {
    var world = world()
    change("c-4-2", in: &world) { $0.photo = Photo(differenceHash: 0x1234_5678_9abc_def0) }
    let marks = try ratios(world, .photoElsewhere)
    #expect(marks.count == 1)
    #expect((marks["c-4-2"] ?? 0) >= 3)
  }

  @Test func frontOfAnotherStoreIsMarkedEvenWhenCropped() throws {
    var world = world()
    let other = world.checkIns.first { $0.id == ID("c-4-5") }?.photo?.differenceHash ?? 0
    change("c-4-2", in: &world) { $0.photo = Photo(differenceHash: other ^ 0b1_0101_0101) }
    #expect((try ratios(world, .photoElsewhere)["c-4-2"] ?? 0) >= 3)
  }

  @Test func repWhoOftenPhotographsTheShelvesIsNotSuspicious() throws {
    var world = world()
    var generator = SplitMix64(seed: 3)
    for day in stride(from: 0, to: 10, by: 3) {
      for store in 0..<6 {
        change("c-\(day)-\(store)", in: &world) {
          $0.photo = Photo(differenceHash: generator.next())
        }
      }
    }
    for ratio in try ratios(world, .photoElsewhere).values { #expect(ratio < 1) }
  }

  @Test func newFrontIsNotSuspiciousOnceItIsSeenAgain() throws {
    var world = world()
    for day in 6..<10 {
      change("c-\(day)-2", in: &world) {
        $0.photo = Photo(differenceHash: 0x0f1e_2d3c_4b5a_6978 ^ 1 << UInt64(day))
      }
    }
    #expect(try ratios(world, .photoElsewhere) == [:])
  }

  @Test func missingPhotoOfWhoAlwaysTakesOneIsMarkedButAccusesNobody() throws {
    var world = world()
    change("c-4-2", in: &world) {
      $0.photo = nil
      $0.accuracyMetres = 2_000
    }
    change("c-5-2", in: &world) { $0.photo = nil }
    let marks = try ratios(world, .photoMissing)
    #expect(Array(marks.keys) == ["c-4-2"])
    // An accusation takes 3. For the other visit the fix vouches.
    #expect((1...1.5).contains(marks["c-4-2"] ?? 0))
  }

  @Test func missingPhotosOfWhoTakesFewAreNoMark() throws {
    var world = world()
    for day in 0..<6 {
      for store in 0..<6 {
        change("c-\(day)-\(store)", in: &world) {
          $0.photo = nil
          if store == 0 { $0.accuracyMetres = 2_000 }
        }
      }
    }
    #expect(try ratios(world, .photoMissing) == [:])
  }

  @Test func appWithoutACameraIsNoMark() throws {
    var world = world()
    for store in 0..<6 {
      change("c-9-\(store)", in: &world) {
        $0.photo = nil
        $0.appVersion = "1.0"
        if store == 0 { $0.accuracyMetres = 2_000 }
      }
    }
    #expect(try ratios(world, .photoMissing) == [:])
  }
}

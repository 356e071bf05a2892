import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct PinCopiedAuditTests {
  private let noon = World.noon.timeIntervalSinceReferenceDate

  /// Ten stores, stored long ago, each visited with a fix that errs.
  private func world(createdAt: Double? = nil) -> AuditWorld {
    var generator = SplitMix64(seed: 9)
    var world = AuditWorld()
    for store in 0..<10 {
      world.addStore("s\(store)", east: Double(store) * 900)
      world.stores[store].store.createdAt = createdAt ?? noon - 1e7
      world.addCheckIn(
        "o\(store)",
        store: "s\(store)",
        minutes: Double(store * 100 - 2_000),
        east: Double(store) * 900 + 10 * World.normal(&generator),
        north: 10 * World.normal(&generator)
      )
    }
    return world
  }

  private func copy(_ world: inout AuditWorld, _ store: Int, day: Int = 0) {
    world.addCheckIn(
      "x\(store)",
      store: "s\(store)",
      minutes: Double(day * 1440),
      east: Double(store) * 900
    )
  }

  private func ratio(_ world: AuditWorld, _ id: String) throws -> Double {
    try world.audit()[id]?.ratios[.pinCopied] ?? 0
  }

  @Test func storedPositionsAgainAndAgainContradict() throws {
    var world = world()
    for day in 0..<4 { copy(&world, day, day: day) }
    for store in 0..<4 { #expect(try ratio(world, "x\(store)") >= 5) }
    #expect(try ratio(world, "o1") == 0)
  }

  @Test func singleCopyIsSuspicious() throws {
    var world = world()
    copy(&world, 2)
    #expect(try ratio(world, "x2") >= 3)
  }

  @Test func foundingCheckInOfNewStoresIsNoCopy() throws {
    var world = world(createdAt: World.noon.timeIntervalSinceReferenceDate + 3_600)
    for store in 0..<4 { copy(&world, store) }
    for store in 0..<4 { #expect(try ratio(world, "x\(store)") == 0) }
  }

  @Test func firstCheckInAtStoresOfUnknownAgeIsNoCopy() throws {
    var world = world(createdAt: .nan)
    world.checkIns = []
    for store in 0..<4 { copy(&world, store, day: store) }
    for store in 0..<4 { #expect(try ratio(world, "x\(store)") == 0) }
  }

  @Test func fixThatThePinWasLaterMovedToIsNoCopy() throws {
    var world = world()
    for store in 0..<4 {
      copy(&world, store)
      let place = World.place(east: Double(store) * 900)
      world.edits.append(
        (
          "s\(store)", "boss",
          StoreEdit(
            store: 0,
            time: noon + 5e5,
            rep: 0,
            longitude: place.longitude,
            latitude: place.latitude
          )
        )
      )
    }
    for store in 0..<4 { #expect(try ratio(world, "x\(store)") == 0) }
  }

  @Test func copyOfThePinBeforeItsMoveIsACopy() throws {
    var world = world()
    for store in 0..<3 {
      copy(&world, store)
      let old = World.place(east: Double(store) * 900)
      let new = World.place(east: Double(store) * 900 + 80)
      world.stores[store].store.longitude = new.longitude
      world.stores[store].store.latitude = new.latitude
      world.edits.append(
        (
          "s\(store)", "boss",
          StoreEdit(
            store: 0,
            time: noon + 5e5,
            rep: 0,
            longitude: new.longitude,
            latitude: new.latitude,
            oldLongitude: old.longitude,
            oldLatitude: old.latitude
          )
        )
      )
    }
    for store in 0..<3 { #expect(try ratio(world, "x\(store)") >= 3) }
  }

  @Test func appThatSnapsForEveryoneAccusesNobody() throws {
    var world = world()
    for rep in 0..<8 {
      for store in 0..<10 {
        world.addCheckIn(
          "y\(rep)-\(store)",
          rep: "r\(rep)",
          store: "s\(store)",
          minutes: Double(store * 100),
          east: Double(store) * 900
        ) { $0.appVersion = "snap" }
      }
    }
    for (_, answer) in try world.audit() { #expect((answer.ratios[.pinCopied] ?? 0) < 1) }
  }

  @Test func metresBesideThePinIsNoCopy() throws {
    var world = world()
    for store in 0..<4 {
      world.addCheckIn("x\(store)", store: "s\(store)", east: Double(store) * 900 + 1)
    }
    for store in 0..<4 { #expect(try ratio(world, "x\(store)") == 0) }
  }
}

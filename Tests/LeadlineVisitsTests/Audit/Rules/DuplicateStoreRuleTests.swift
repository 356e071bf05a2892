import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct DuplicateStoreRuleTests {
  /// A shop and a second record 8 m off, made on the second day, both visited by the owner.
  private func world(
    _ name: String = "王记便利店",
    _ second: String = "王记 便利店",
    apart: Double = 8,
    isVisitedTogether: Bool = true
  ) -> AuditWorld {
    var world = AuditWorld()
    world.addStore("s", owner: "r")
    world.addStore("t", east: apart, owner: "r")
    world.cards["s"] = .init(name: name, phone: "13800000001", madeAfterMinutes: -90_000)
    world.cards["t"] = .init(name: second, phone: "13900000002", madeAfterMinutes: 1_500)
    for day in 0..<8 {
      world.addCheckIn("s-\(day)", store: "s", minutes: Double(day * 1_440), east: 4)
      if day > 1 {
        world.addCheckIn(
          "t-\(day)",
          store: "t",
          minutes: Double(day * 1_440 + (isVisitedTogether ? 12 : 240)),
          east: apart - 2
        )
      }
    }
    return world
  }

  private func ratio(_ world: AuditWorld, _ id: String = "t-4") throws -> Double? {
    try world.audit()[id]?.ratios[.duplicateStore]
  }

  @Test func secondRecordMadeAndVisitedByTheRepIsSuspicious() throws {
    for isVisitedTogether in [true, false] {
      let world = world(isVisitedTogether: isVisitedTogether)
      #expect((try ratio(world) ?? 0) >= 3)
      #expect(try ratio(world, "s-4") == nil)
    }
  }

  @Test func wideFormsAndBracketsMakeNoOtherName() throws {
    #expect((try ratio(world("ABC超市(南)", "ａｂｃ 超市（南）")) ?? 0) >= 3)
  }

  @Test func streetInBracketsMakesNoOtherShop() throws {
    #expect((try ratio(world("王记便利店", "王记便利店（前进路店）", apart: 40)) ?? 0) >= 3)
  }

  @Test func branchesOfABrandWithStreetsInBracketsAreNotSuspicious() throws {
    var world = world("邻几便利店", "邻几便利店（前进路店）", apart: 40)
    for branch in 0..<8 {
      world.addStore("brand-\(branch)", east: 900 * Double(branch + 1))
      world.cards["brand-\(branch)"] = .init(name: "邻几便利店（\(branch)路店）")
    }
    #expect((try ratio(world) ?? 0) < 3)
  }

  /// A record under another name, whose pin is 80 m off while its visits are where the older one is.
  private func renamed(sameDays: Bool, north: Double) -> AuditWorld {
    var world = AuditWorld()
    world.addStore("s", owner: "r")
    world.addStore("t", east: 80, owner: "r")
    world.cards["s"] = .init(name: "王记便利店", madeAfterMinutes: -90_000)
    world.cards["t"] = .init(name: "老李超市", madeAfterMinutes: 1_500)
    for day in 0..<12 {
      let isOlder = day % 4 < 2
      if sameDays || isOlder {
        world.addCheckIn("s-\(day)", store: "s", minutes: Double(day * 1_440), east: 4)
      }
      if day > 1 && (sameDays || !isOlder) {
        world.addCheckIn(
          "t-\(day)",
          store: "t",
          minutes: Double(day * 1_440 + 90),
          east: 6,
          north: north
        )
      }
    }
    return world
  }

  @Test func otherNameForOnePlaceVisitedInTurnsIsMarkedButAccusesNobody() throws {
    #expect((1...2).contains(try ratio(renamed(sameDays: false, north: 0), "t-6") ?? 0))
  }

  @Test func shopNextDoorWithABadGeocodeIsNoMark() throws {
    #expect(try ratio(renamed(sameDays: true, north: 0), "t-6") == nil)
    #expect(try ratio(renamed(sameDays: false, north: 45), "t-6") == nil)
  }

  @Test func shopFoundOnTheStreetBesideAnotherIsNoMark() throws {
    var world = renamed(sameDays: false, north: 0)
    // Its pin is the fix of the first visit, however far off that was.
    world.addEdit("t", by: "r", minutes: 2_970, from: (.nan, .nan), to: (80, 0))
    #expect(try ratio(world, "t-6") == nil)
  }

  @Test func pinOfTheOlderRecordThatIsFarOffHidesNothing() throws {
    var world = world()
    world.stores[0].store.longitude = World.place(east: 0, north: 0).longitude
    world.stores[0].store.latitude = World.place(east: 0, north: 320).latitude
    #expect((try ratio(world) ?? 0) >= 2.5)
  }

  @Test func twoShopsAtOneAddressAreNoMark() throws {
    #expect(try ratio(world("王记便利店", "老李五金")) == nil)
  }

  @Test func mallShopsOfDifferentNamesAreNoMark() throws {
    #expect(try ratio(world("新世界1号铺", "新世界2号铺")) == nil)
  }

  @Test func numberedBranchesAreNoMark() throws {
    #expect(try ratio(world("王记便利店", "王记便利店2")) == nil)
  }

  @Test func franchiseBranchesFartherOffAreNoMark() throws {
    #expect(try ratio(world(apart: 150)) == nil)
  }

  @Test func franchiseBranchesNextDoorAreNotSuspicious() throws {
    var world = world(apart: 45, isVisitedTogether: false)
    for store in 0..<8 {
      world.addStore("f\(store)", east: 3_000 * Double(store + 1))
      world.cards["f\(store)"] = .init(name: "王记便利店")
    }
    #expect((try ratio(world) ?? 0) < 2)
  }

  @Test func recordThatReplacesAnOlderOneIsNotSuspicious() throws {
    var world = world(isVisitedTogether: false)
    world.checkIns.removeAll { checkIn in
      checkIn.store == ID("s") && checkIn.time > World.noon.addingTimeInterval(1.5 * 86_400)
    }
    #expect((try ratio(world) ?? 0) < 2)
  }

  @Test func recordsThatTwoRepsVisitAreNoMark() throws {
    var world = world()
    for index in world.checkIns.indices where world.checkIns[index].store == ID("t") {
      world.checkIns[index].rep = ID("q")
    }
    #expect(try ratio(world) == nil)
  }

  @Test func plainNamesDropWhatSaysNothing() {
    var names = TextColumn()
    for name in ["Ｑ－Ｍａｒｔ　２４", "q mart·24", "QMART24", "（南）【店】、。", "南店"] { names.append(name) }
    let plain = PlainNames(names)
    #expect(
      (0..<names.count).map { String(decoding: plain[$0], as: UTF8.self) }
        == ["qmart24", "qmart24", "qmart24", "南店", "南店"]
    )
    #expect(plain.stores(named: 0) == 3)
  }
}

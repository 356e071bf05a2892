import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct PinMovedRuleTests {
  /// A store in town that `a` has visited at its place on six days; the home of `a` is 4 km off.
  private func world(colleague: Bool = false) -> AuditWorld {
    var world = AuditWorld()
    world.addStore("s")
    world.homes["a"] = World.place(east: 4_000)
    for day in 0..<6 {
      world.addCheckIn("old-\(day)", rep: "a", minutes: Double(day) * 1_440, east: 8)
      if colleague {
        world.addCheckIn("b-\(day)", rep: "b", minutes: Double(day) * 1_440 + 300, east: -6)
      }
    }
    return world
  }

  /// Check-ins of `a` where the pin lies now.
  private func visit(_ world: inout AuditWorld, east: Double) {
    for day in 8..<14 {
      world.addCheckIn("new-\(day)", rep: "a", minutes: Double(day) * 1_440, east: east + 5)
    }
  }

  private func ratio(_ world: AuditWorld, _ id: String) throws -> Double? {
    try world.audit()[id]?.ratios[.pinMoved]
  }

  @Test func pinMovedHomeIsSuspicious() throws {
    var world = world()
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 4_010)
    visit(&world, east: 4_000)
    #expect((try ratio(world, "new-9") ?? 0) >= 3)
    #expect(try ratio(world, "old-3") == nil)
  }

  @Test func pinMovedWhileAColleagueStillFindsTheShopIsSuspicious() throws {
    var world = world(colleague: true)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&world, east: 900)
    world.addCheckIn("b-10", rep: "b", minutes: 10 * 1_440, east: 12)
    #expect((try ratio(world, "new-12") ?? 0) >= 3)
  }

  @Test func smallStepsAddUp() throws {
    var world = world()
    for step in 1...5 {
      world.movePin("s", rep: "a", minutes: Double(7 * 1_440 + step), toEast: 100 * Double(step))
    }
    visit(&world, east: 500)
    let stepwise = try #require(try ratio(world, "new-9"))
    var once = self.world()
    once.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 500)
    visit(&once, east: 500)
    #expect(stepwise > (try ratio(once, "new-9") ?? 9))
  }

  @Test func pinsOfSeveralStoresMovedToOnePlaceAreSuspicious() throws {
    var world = world()
    world.addStore("t", east: 1_500)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 2_500)
    world.movePin("t", rep: "a", minutes: 7 * 1_440 + 5, toEast: 2_540)
    visit(&world, east: 2_500)
    let single = try #require(try ratio(world, "new-9"))
    // Two customers may well move into one street.
    #expect(single >= 2 && single < 3)
    world.addStore("u", east: -1_500)
    world.movePin("u", rep: "a", minutes: 7 * 1_440 + 9, toEast: 2_520)
    #expect((try ratio(world, "new-9") ?? 0) >= 3)
  }

  @Test func pinsMovedOnlyNearEnoughToPassAreSuspicious() throws {
    var world = world()
    world.addStore("t", east: 1_500)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 2_420)
    world.movePin("t", rep: "a", minutes: 7 * 1_440 + 5, toEast: 2_590)
    world.addStore("u", east: -1_500)
    world.movePin("u", rep: "a", minutes: 7 * 1_440 + 9, toEast: 2_520)
    visit(&world, east: 2_505)
    #expect((try ratio(world, "new-9") ?? 0) >= 3)
  }

  @Test func movedStoreThatColleaguesFollowIsNoMark() throws {
    var world = world(colleague: true)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&world, east: 900)
    world.addCheckIn("b-11", rep: "b", minutes: 11 * 1_440, east: 905)
    #expect(try ratio(world, "new-12") == nil)
  }

  @Test func movedStoreThatOnlyItsRepVisitsIsNotSuspicious() throws {
    var world = world()
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&world, east: 900)
    #expect((try ratio(world, "new-9") ?? 0) < 3)
  }

  @Test func badGeocodePutRightIsNotSuspicious() throws {
    var world = AuditWorld()
    world.addStore("s")
    world.movePin("s", rep: "a", minutes: 10, toEast: 700)
    for day in 0..<6 {
      world.addCheckIn("new-\(day)", rep: "a", minutes: Double(day * 1_440 + 11), east: 703)
    }
    #expect((try ratio(world, "new-3") ?? 0) < 1)
  }

  @Test func movedStoreCorrectedAtAVisitIsLessThanOneMovedBeforehand() throws {
    var beforehand = world()
    beforehand.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&beforehand, east: 900)
    var corrected = world()
    corrected.movePin("s", rep: "a", minutes: 8 * 1_440 + 3, toEast: 900)
    visit(&corrected, east: 900)
    let less = try ratio(corrected, "new-10") ?? 0
    #expect(try (ratio(beforehand, "new-10") ?? 0) >= less + 0.9)
  }

  @Test func aSingleFormerVisitAtTheOldPlaceTells() throws {
    var world = AuditWorld()
    world.addStore("s")
    world.addCheckIn("old", rep: "a", minutes: -1_440, east: 8)
    world.movePin("s", rep: "a", minutes: 0, toEast: 900)
    visit(&world, east: 900)
    let visited = try #require(try ratio(world, "new-9"))
    world.checkIns.removeAll { $0.id == ID("old") }
    #expect(try visited > (ratio(world, "new-9") ?? 0) + 0.5)
  }

  @Test func twoPinsServedFromOneSpotAreSuspicious() throws {
    var world = world()
    world.addStore("t", east: 1_500)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 2_440)
    world.movePin("t", rep: "a", minutes: 7 * 1_440 + 5, toEast: 2_560)
    visit(&world, east: 2_500)
    world.addCheckIn("t", rep: "a", store: "t", minutes: 9 * 1_440 + 10, east: 2_505)
    #expect((try ratio(world, "new-9") ?? 0) >= 3)
    // In one street, not at one spot.
    world.checkIns.removeAll { $0.id == ID("t") }
    world.addCheckIn("t", rep: "a", store: "t", minutes: 9 * 1_440 + 10, east: 2_590)
    #expect((try ratio(world, "new-9") ?? 9) < 3)
  }

  @Test func visitByTheTrackAtTheNewPlaceSpeaksForTheRep() throws {
    var world = world()
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&world, east: 900)
    let without = try #require(try ratio(world, "new-9"))
    for minute in -40...60 {
      let east = minute < -2 || minute > 20 ? 4_000.0 : 905
      world.fixes["a", default: []].append(
        World.fix(after: (9 * 1_440 + Double(minute)) * 60, east: east)
      )
    }
    #expect(try (ratio(world, "new-9") ?? 0) < without - 0.5)
  }

  @Test func foundingCheckInIsNoMark() throws {
    var world = AuditWorld()
    world.addStore("s", east: 700)
    let place = World.place(east: 700)
    let edit = StoreEdit(
      store: -1,
      time: AuditWorld.time(minutes: 0),
      rep: -1,
      longitude: place.longitude,
      latitude: place.latitude
    )
    world.edits.append((store: "s", rep: "a", edit: edit))
    for day in 0..<6 {
      world.addCheckIn("new-\(day)", rep: "a", minutes: Double(day * 1_440), east: 703)
    }
    for day in 0..<6 { #expect(try ratio(world, "new-\(day)") == nil) }
  }

  @Test func smallCorrectionIsNoMark() throws {
    var world = world(colleague: true)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 90)
    visit(&world, east: 90)
    #expect(try ratio(world, "new-9") == nil)
  }

  @Test func colleagueWhoDidNotMoveThePinIsNotMarked() throws {
    var world = world()
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 4_000)
    world.addCheckIn("b", rep: "b", minutes: 9 * 1_440, east: 10)
    #expect(try ratio(world, "b") == nil)
  }
}

struct KeepAliveRuleTests {
  /// Twelve stores that a rep visits every three days, with photos, for eight weeks.
  private func world(everyDays: Int = 3, weakShare: Int = 0) -> AuditWorld {
    var world = AuditWorld()
    for store in 0..<12 {
      world.addStore("s\(store)", east: Double(store) * 900)
      for visit in 0..<(56 / everyDays) {
        let isWeak = weakShare > 0 && (visit * 12 + store) % weakShare == 0
        world.addCheckIn(
          "c-\(store)-\(visit)",
          store: "s\(store)",
          minutes: Double(visit * everyDays * 1_440 + store * 35),
          east: isWeak ? nil : Double(store) * 900
        ) {
          let number = UInt64(store * 100 + visit)
          if !isWeak { $0.photo = Photo(differenceHash: number &* 0x9e37_79b9_7f4a_7c15) }
        }
      }
    }
    return world
  }

  /// Further stores that are kept by a check-in a week, without anything that shows a visit.
  private func keep(_ world: inout AuditWorld, accuracyMetres: Double? = nil) {
    for store in 0..<5 {
      world.addStore("k\(store)", east: Double(store) * 900, north: 3_000)
      for visit in 0..<8 {
        world.addCheckIn(
          "k-\(store)-\(visit)",
          store: "k\(store)",
          minutes: Double(visit) * 6.6 * 1_440 + Double(store * 7),
          east: accuracyMetres.map { _ in Double(store) * 900 + 200 },
          north: 3_000,
          accuracyMetres: accuracyMetres
        )
      }
    }
  }

  private func keepAlives(_ world: AuditWorld) throws -> [String: Double] {
    try world.audit().compactMapValues { $0.ratios[.keepAlive] }
  }

  @Test func weakCheckInsBeforeTheDropAgainAndAgainAreMarked() throws {
    var world = world()
    keep(&world)
    let marks = try keepAlives(world)
    #expect(marks.count == 35)
    #expect(marks.keys.allSatisfy { $0.hasPrefix("k-") })
    #expect((marks.values.min() ?? 0) > 1.8)
  }

  @Test func weakCheckInsBetweenTrueVisitsOfTheSameStoresAreSuspicious() throws {
    var world = world(everyDays: 7)
    for store in 0..<3 {
      world.addStore("k\(store)", east: Double(store) * 900, north: 3_000)
      for week in 0..<8 {
        let isTrue = week % 2 == 0
        world.addCheckIn(
          "k-\(store)-\(week)",
          store: "k\(store)",
          minutes: Double(week * 7 * 1_440 + store * 9),
          east: isTrue ? Double(store) * 900 : nil,
          north: 3_000
        ) { if isTrue { $0.photo = Photo(differenceHash: 0x5a5a_1234_9876_3c3c) } }
      }
    }
    let marks = try keepAlives(world)
    #expect(marks.count == 12)
    #expect(marks.allSatisfy { $0.key.hasPrefix("k-") && $0.value >= 3 })
  }

  @Test func storeInACellarWhereAllFixesAreCoarseIsNoMark() throws {
    var world = world(everyDays: 7)
    for store in 0..<3 {
      world.addStore("k\(store)", east: Double(store) * 900, north: 3_000)
      for week in 0..<8 {
        world.addCheckIn(
          "k-\(store)-\(week)",
          store: "k\(store)",
          minutes: Double(week * 7 * 1_440 + store * 9),
          east: Double(store) * 900,
          north: 3_000,
          accuracyMetres: 400
        ) { if week % 2 == 0 { $0.photo = Photo(differenceHash: 0x5a5a_1234_9876_3c3c) } }
      }
    }
    #expect(try keepAlives(world) == [:])
  }

  @Test func coarseFixesAreAsWeakAsNone() throws {
    var world = world()
    keep(&world, accuracyMetres: 800)
    #expect(try keepAlives(world).count == 35)
  }

  @Test func weeklyRouteWithPhotosIsNoMark() throws {
    #expect(try keepAlives(world(everyDays: 7)) == [:])
  }

  @Test func weeklyRouteOfABadPhoneIsNotSuspicious() throws {
    // Every third check-in has neither fix nor photo.
    for ratio in try keepAlives(world(everyDays: 7, weakShare: 3)).values { #expect(ratio < 2) }
  }

  @Test func badPhoneOnARouteOfThreeDaysIsNoMark() throws {
    #expect(try keepAlives(world(weakShare: 2)) == [:])
  }

  @Test func ordersShowThatTheVisitsTookPlace() throws {
    var world = world()
    keep(&world)
    for store in 0..<5 {
      for visit in 0..<8 {
        world.orders.append(("k\(store)", Double(visit) * 6.6 * 1_440 + 60))
      }
    }
    #expect(try keepAlives(world) == [:])
  }

  @Test func twoWeakCheckInsAreNoPattern() throws {
    var world = world()
    world.addStore("k", north: 3_000)
    for visit in 0..<3 {
      world.addCheckIn("k-\(visit)", store: "k", minutes: Double(visit) * 6.6 * 1_440, east: nil)
    }
    #expect(try keepAlives(world) == [:])
  }
}

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

struct LinkPolicyTests {
  @Test func defaultPolicyHasNoProblems() { #expect(LinkPolicy().problems() == []) }

  @Test func policySurvivesEncoding() throws {
    var policy = LinkPolicy()
    policy.dropDays = 15
    let data = try JSONEncoder().encode(policy)
    #expect(try JSONDecoder().decode(LinkPolicy.self, from: data) == policy)
  }

  @Test func impossibleValuesAreNamed() {
    var policy = LinkPolicy()
    policy.proxyRatio = -.infinity
    policy.weakShare = 1
    policy.ownPhotoBits = 17
    policy.keepAliveDays = 9
    policy.leastKeepAlives = 0
    #expect(policy.problems().count == 5)
  }
}

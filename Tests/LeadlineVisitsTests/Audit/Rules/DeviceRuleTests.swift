import Foundation
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct DeviceRuleTests {
  /// Two reps with ten stores each, far apart, who visit them on five days with their own phones.
  private func world(devices: (String, String) = ("pa", "pb"), from start: Int = 0) -> AuditWorld {
    var world = AuditWorld()
    for store in 0..<10 {
      world.addStore("a\(store)", east: Double(store) * 700)
      world.addStore("b\(store)", east: Double(store) * 700, north: 5_000)
    }
    for day in 0..<5 {
      for visit in start..<8 {
        let minutes = Double(day * 1_440 + visit * 40)
        let east = Double((visit + day) % 10) * 700
        world.addCheckIn(
          "a-\(day)-\(visit)",
          rep: "a",
          store: "a\((visit + day) % 10)",
          minutes: minutes,
          east: east
        ) { $0.deviceID = devices.0 }
        world.addCheckIn(
          "b-\(day)-\(visit)",
          rep: "b",
          store: "b\((visit + day) % 10)",
          minutes: minutes + 17,
          east: east,
          north: 5_000
        ) { $0.deviceID = devices.1 }
      }
    }
    return world
  }

  private let reasons: [Reason] = [.sharedDevice, .deviceSwitch, .proxyCheckIn]

  private func marked(_ answers: [String: AuditWorld.Answer], _ reason: Reason) -> [String] {
    answers.filter { $0.value.ratios[reason] != nil }.keys.sorted()
  }

  private func expectNoMarks(_ world: AuditWorld) throws {
    let answers = try world.audit()
    for reason in reasons { #expect(marked(answers, reason) == [], "\(reason)") }
  }

  /// Adds a visit of `a` to a store of its own, made on the phone of `b` minutes after one of `b`'s.
  private func addProxy(
    _ world: inout AuditWorld,
    day: Int,
    _ change: (inout CheckIn) -> Void = { _ in }
  ) {
    world.addCheckIn(
      "proxy-\(day)",
      rep: "a",
      store: "a9",
      minutes: Double(day * 1_440 + 80 + 20),
      east: 6_300
    ) {
      $0.deviceID = "pb"
      change(&$0)
    }
  }

  @Test func ownPhonesAreNoMark() throws { try expectNoMarks(world()) }

  @Test func visitsOnAColleaguesPhoneWithinMinutesAgainAndAgainAreSuspicious() throws {
    var world = world()
    for day in 0..<3 { addProxy(&world, day: day) }
    let answers = try world.audit()
    #expect(marked(answers, .proxyCheckIn) == ["proxy-0", "proxy-1", "proxy-2"])
    #expect(marked(answers, .sharedDevice) == ["proxy-0", "proxy-1", "proxy-2"])
    #expect(marked(answers, .deviceSwitch) == ["proxy-0", "proxy-1", "proxy-2"])
    #expect(answers["proxy-0"]?.verdict == .suspicious)
  }

  @Test func phoneBorrowedOnceIsNotSuspicious() throws {
    var world = world()
    addProxy(&world, day: 2)
    let answer = try #require(world.audit()["proxy-2"])
    #expect(answer.score > 0)
    #expect(!answer.verdict.isAccusing)
  }

  @Test func ownTrackElsewhereMakesOneVisitEnough() throws {
    var world = world()
    addProxy(&world, day: 0)
    world.fixes["a"] = (0..<60).map { World.fix(after: Double($0) * 200, east: -9_000) }
    let answer = try #require(world.audit()["proxy-0"])
    #expect((answer.ratios[.proxyCheckIn] ?? 0) > 4)
  }

  @Test func ownTrackAtTheStoreExcuses() throws {
    var world = world()
    for day in 0..<3 { addProxy(&world, day: day) }
    world.fixes["a"] = (0..<60 * 24).map { World.fix(after: Double($0) * 200, east: 6_300) }
    #expect(marked(try world.audit(), .proxyCheckIn) == [])
  }

  @Test func jointVisitIsNoProxy() throws {
    var world = world()
    for day in 0..<3 { addProxy(&world, day: day) { $0.accompaniedBy = ID("b") } }
    let answers = try world.audit()
    #expect(marked(answers, .proxyCheckIn) == [])
    #expect(marked(answers, .sharedDevice) == [])
    #expect(marked(answers, .accompanied) == ["proxy-0", "proxy-1", "proxy-2"])
  }

  @Test func jointVisitNamedByTheColleagueIsNoProxy() throws {
    var world = world()
    for day in 0..<3 {
      addProxy(&world, day: day)
      for index in world.checkIns.indices where world.checkIns[index].id == ID("b-\(day)-2") {
        world.checkIns[index].accompaniedBy = ID("a")
      }
    }
    #expect(marked(try world.audit(), .proxyCheckIn) == [])
  }

  @Test func sharedTabletOfADepotIsNoMark() throws {
    var world = AuditWorld()
    for store in 0..<10 { world.addStore("s\(store)", east: Double(store) * 700) }
    for day in 0..<6 {
      for rep in 0..<4 {
        for visit in 0..<2 {
          world.addCheckIn(
            "c-\(day)-\(rep)-\(visit)",
            rep: "r\(rep)",
            store: "s\((rep * 2 + visit) % 10)",
            minutes: Double(day * 1_440 + rep * 120 + visit * 30),
            east: Double((rep * 2 + visit) % 10) * 700
          ) { $0.deviceID = "tablet" }
        }
      }
    }
    try expectNoMarks(world)
  }

  @Test func sharedTabletOfTwoIsNoMark() throws {
    try expectNoMarks(world(devices: ("tablet", "tablet")))
  }

  @Test func newPhoneIsNoSwitch() throws {
    var world = world()
    for index in world.checkIns.indices where world.checkIns[index].rep == ID("a") {
      // The change comes in the middle of the fourth day.
      if world.checkIns[index].time >= World.noon.addingTimeInterval(3 * 86_400 + 7_200) {
        world.checkIns[index].deviceID = "new"
      }
    }
    try expectNoMarks(world)
  }

  @Test func phoneInRepairIsNoSwitch() throws {
    var world = world()
    for index in world.checkIns.indices where world.checkIns[index].rep == ID("a") {
      if world.checkIns[index].id.rawValue.hasPrefix("a-2") {
        world.checkIns[index].deviceID = "spare"
      }
    }
    try expectNoMarks(world)
  }

  @Test func phoneBesideAColleaguesWithTheOwnTrackElsewhereIsMarked() throws {
    var world = world()
    world.addCheckIn("carried", rep: "a", store: "b3", minutes: 138, east: 2_100, north: 5_003) {
      $0.deviceID = "pa"
    }
    world.fixes["a"] = (0..<60).map { World.fix(after: Double($0) * 200, east: -9_000) }
    #expect(marked(try world.audit(), .proxyCheckIn) == ["carried"])
  }

  /// The phone's fix is wrong, not the rep.
  @Test func phoneBesideAColleaguesWithTheOwnTrackAtTheStoreIsNoMark() throws {
    var world = world()
    world.addCheckIn("mine", rep: "a", store: "a3", minutes: 138, east: 2_100, north: 5_003) {
      $0.deviceID = "pa"
    }
    world.fixes["a"] = (0..<60).map { World.fix(after: Double($0) * 200, east: 2_100) }
    #expect(marked(try world.audit(), .proxyCheckIn) == [])
  }

  @Test func repsAtOnePlaceWithoutTracksAreNoMark() throws {
    var world = world()
    for day in 0..<5 {
      world.addCheckIn(
        "met-\(day)",
        rep: "a",
        store: "b3",
        minutes: Double(day * 1_440 + 138),
        east: 2_100,
        north: 5_003
      ) { $0.deviceID = "pa" }
    }
    try expectNoMarks(world)
  }

  @Test func togetherPairsAreThoseOfTryingAllPairs() {
    var world = world()
    for number in 0..<300 {
      world.addCheckIn(
        "x\(number)",
        rep: "x\(number % 7)",
        store: "a0",
        minutes: Double(number * number % 97),
        east: Double(number * 31 % 101),
        north: Double(number * 17 % 103)
      )
    }
    let context = world.context(threads: 2)
    let rows = context.data.checkIns
    let pairs = TogetherPairs(context)
    for rep in context.data.reps.indices {
      let range = context.data.checkIns(ofRep: rep)
      let expected = range.flatMap { checkIn in
        rows.indices.filter { other in
          rows[other].rep != rows[checkIn].rep && abs(rows[other].time - rows[checkIn].time) <= 120
            && FlatDistance.metres(rows[other], rows[checkIn]) <= 30
        }.map { [checkIn, $0] }
      }
      #expect(pairs.pairs(of: range).map { [Int($0.checkIn), Int($0.other)] } == expected)
    }
  }

  /// Hundreds at one place in one minute, as at an assembly, and two together elsewhere.
  @Test func crowdMakesPairsInPartAndOthersAllOfThem() {
    var world = AuditWorld()
    world.addStore("s")
    for number in 0..<300 {
      world.addCheckIn("c\(number)", rep: "r\(number)", minutes: Double(number % 2), north: 1)
    }
    world.addCheckIn("d0", rep: "x", minutes: 0.5, east: 5_000, north: 9_000)
    world.addCheckIn("d1", rep: "y", minutes: 1, east: 5_005, north: 9_000)
    func pairs(_ world: AuditWorld) -> (ids: [[String]], cutCount: Int) {
      let context = world.context(threads: 2)
      let together = TogetherPairs(context)
      let all = together.pairs(of: context.data.checkIns.indices)
      return (
        all.map { [Int($0.checkIn), Int($0.other)].map(context.data.checkInID) },
        together.cutCount
      )
    }
    let (ids, cutCount) = pairs(world)
    #expect(cutCount > 0)
    #expect(ids.count < 300 * 299 * 3 / 4)
    #expect(ids.contains(["d0", "d1"]) && ids.contains(["d1", "d0"]))
    world.checkIns.reverse()
    #expect(pairs(world).ids == ids)
  }
}

import Foundation
import Leadline
import LeadlineDatabase
import LeadlineTestSupport
import Testing

/// Who may do what to a plan, and what comes of it.
struct PlanDeskTests {
  private static let now = Date(timeIntervalSince1970: 1_772_323_200)

  /// Two teams: r1 (north) and r2 (south) under s1, r3 (east) under s2; r4 has left.
  private static let people: [(id: String, values: [String: Value])] = [
    ("m1", ["role": .text("manager")]), ("s1", ["role": .text("supervisor")]),
    ("s2", ["role": .text("supervisor")]),
    ("r1", ["supervisor": .text("s1"), "territory": .text("north")]),
    ("r2", ["supervisor": .text("s1"), "territory": .text("south")]),
    ("r3", ["supervisor": .text("s2"), "territory": .text("east")]),
    (
      "r4",
      [
        "supervisor": .text("s2"), "territory": .text("west"), "active_to": .time(now - 10),
      ]
    ),
  ]
  private static let stores = [
    ("a", "north", "r1"), ("b", "north", "r1"), ("c", "south", "r2"), ("d", "south", "r2"),
    ("w", "west", "r4"),
  ]

  private final class World {
    let folder = FileManager.default.temporaryDirectory.appending(path: "leadline-\(UUID())")
    let database: LeadDatabase

    init(hasReps: Bool = true) throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      database = try LeadDatabase(
        path: folder.appending(path: "x.gpkg").path,
        access: .write(createIfMissing: true)
      )
      if hasReps { try add(.reps, PlanDeskTests.people.map { ($0.id, $0.values) }) }
      try add(
        .stores,
        PlanDeskTests.stores.map { id, territory, owner in
          var values: [String: Value] = ["territory": .text(territory), "workload": .number(10)]
          if hasReps { values["owner"] = .text(owner) }
          return (id, values)
        }
      )
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func add(_ kind: RecordKind, _ all: [(String, [String: Value])]) throws {
      func refuse(_ reject: Reject) { Issue.record("\(reject)") }
      _ = try database.importRecords(kind, at: now, reject: refuse) { writer in
        for (number, (id, values)) in all.enumerated() {
          var record = Record(RecordSchema.of(kind))
          record.values[0] = .text(id)
          for (name, value) in values {
            record.values[try #require(RecordSchema.of(kind).position(of: name))] = value
          }
          record.coordinate = try Coordinate(longitude: 9 + Double(number) / 10, latitude: 47)
          try writer.write(record)
        }
      }
    }

    func desk(_ actor: String, at time: Date = now) throws -> PlanDesk {
      try PlanDesk(database, actor: ID(actor), now: time)
    }

    /// A draft by which b goes south and d goes east.
    func draft(_ territories: [String: String] = ["b": "south", "d": "east"]) throws -> Int64 {
      var draft = try PlanDraft(database, measure: "workload")
      for (id, territory) in territories.sorted(by: { $0.key < $1.key }) {
        var record = Record(.planAssignments)
        record.values = [.text(id), .text(territory)]
        #expect(draft.add(record) == nil)
      }
      let plans = draft.plans(name: "Q2", madeBy: ID("m1"), madeAt: now, fences: [])
      return try #require(try desk("m1").add(plans).first)
    }

    func proposed(_ territories: [String: String] = ["b": "south", "d": "east"]) throws -> Int64 {
      let plan = try draft(territories)
      _ = try desk("m1").propose(plan)
      return plan
    }
  }

  // MARK: Roles

  /// What is tried, in a state in which it may be done, and who may.
  private static let permissions: [(action: TerritoryPlan.Action, allowed: Set<String>)] = [
    (.create, ["m1", "s1", "s2"]), (.propose, ["m1", "s1", "s2"]),
    (.challenge, ["m1", "s1", "s2", "r2", "r3"]), (.accept, ["m1", "s1"]),
    (.decline, ["m1", "s1"]), (.approve, ["m1", "s1", "s2"]), (.reject, ["m1", "s1", "s2"]),
    (.schedule, ["m1"]), (.apply, ["m1"]), (.rollBack, ["m1"]), (.archive, ["m1"]),
  ]

  @Test func everyActionIsOpenToItsRolesAlone() throws {
    for (action, allowed) in Self.permissions {
      for (actor, _) in Self.people {
        let world = try World()
        if actor == "r4" {
          #expect(throws: PlanError.inactiveRep(ID("r4"))) { try world.desk(actor) }
          continue
        }
        let run = try Self.prepared(action, world)
        let before = try world.database.plans()
        if allowed.contains(actor) {
          #expect(throws: Never.self, "\(actor) \(action)") { try run(world.desk(actor)) }
        } else {
          #expect(
            throws: PlanError.notPermitted(rep: ID(actor), action: action),
            "\(actor) \(action)"
          ) { try run(world.desk(actor)) }
          #expect(try world.database.plans() == before)
        }
      }
    }
  }

  /// Brings a plan so far that something may be done to it, and says how that is done.
  private static func prepared(
    _ action: TerritoryPlan.Action,
    _ world: World
  ) throws -> (PlanDesk) throws -> Void {
    if action == .create {
      let draft = try PlanDraft(world.database, measure: "workload")
        .plans(name: "x", madeBy: ID("m1"), madeAt: now, fences: [])
      return { _ = try $0.add(draft) }
    }
    let plan = try world.draft()
    if action == .propose { return { _ = try $0.propose(plan) } }
    if action == .archive { return { _ = try $0.archive(plan) } }
    let manager = try world.desk("m1")
    _ = try manager.propose(plan)
    switch action {
    case .challenge:
      return { _ = try $0.challenge(plan, store: ID("d"), wish: "south", reason: "mine") }
    case .accept, .decline:
      let challenge = try world.desk("r2").challenge(
        plan,
        store: ID("d"),
        wish: "south",
        reason: "mine"
      )
      return { _ = try $0.decide(challenge, isAccepted: action == .accept, note: "x") }
    case .approve: return { _ = try $0.approve(plan) }
    case .reject: return { _ = try $0.reject(plan, note: "x") }
    default: break
    }
    _ = try manager.approve(plan)
    switch action {
    case .schedule: return { _ = try $0.schedule(plan, for: now + 60) }
    case .apply: return { _ = try $0.apply(plan) }
    default: break
    }
    _ = try manager.apply(plan)
    return { _ = try $0.rollBack(plan) }
  }

  @Test func strangerIsNotPermittedAndWithoutRepsEveryoneIs() throws {
    let world = try World()
    #expect(throws: PlanError.unknownRep(ID("nobody"))) { try world.desk("nobody") }
    let empty = try World(hasReps: false)
    let plan = try empty.proposed()
    let desk = try empty.desk("anyone")
    #expect(try desk.approve(plan).state == .approved)
    #expect(try desk.apply(plan).territories == 2)
  }

  @Test func planThatIsNotThereIsSaidSoByEveryAction() throws {
    let desk = try World().desk("m1")
    let missing = PlanError.unknownPlan(7)
    #expect(throws: missing) { try desk.propose(7) }
    #expect(throws: missing) { try desk.approve(7) }
    #expect(throws: missing) { try desk.reject(7, note: "x") }
    #expect(throws: missing) { try desk.schedule(7, for: Self.now + 1) }
    #expect(throws: missing) { try desk.archive(7) }
    #expect(throws: missing) { try desk.apply(7) }
    #expect(throws: missing) { try desk.rollBack(7) }
    #expect(throws: missing) { try desk.challenge(7, store: ID("a"), wish: "x", reason: "x") }
    #expect(throws: PlanError.unknownChallenge(7)) {
      try desk.decide(7, isAccepted: true, note: "x")
    }
  }

  @Test func whatIsNoStepOfAStateIsRefusedInEveryState() throws {
    let world = try World()
    let desk = try world.desk("m1")
    // One plan for each state.
    var plans: [TerritoryPlan.State: Int64] = [:]
    plans[.draft] = try world.draft()
    plans[.proposed] = try world.proposed()
    let archived = try world.draft()
    _ = try desk.archive(archived)
    plans[.archived] = archived
    for state in [TerritoryPlan.State.approved, .scheduled, .active] {
      let plan = try world.proposed()
      _ = try desk.approve(plan)
      if state == .scheduled { _ = try desk.schedule(plan, for: Self.now + 60) }
      if state == .active { _ = try desk.apply(plan) }
      plans[state] = plan
    }
    let steps: [(TerritoryPlan.Action, (Int64) throws -> Void)] = [
      (.propose, { _ = try desk.propose($0) }), (.approve, { _ = try desk.approve($0) }),
      (.reject, { _ = try desk.reject($0, note: "x") }), (.apply, { _ = try desk.apply($0) }),
      (.schedule, { _ = try desk.schedule($0, for: Self.now + 60) }),
      (.rollBack, { _ = try desk.rollBack($0) }), (.archive, { _ = try desk.archive($0) }),
      (.challenge, { _ = try desk.challenge($0, store: ID("d"), wish: "east", reason: "x") }),
    ]
    for (state, plan) in plans {
      for (action, run) in steps where action.state(from: state) == nil {
        #expect(
          throws: PlanError.wrongState(plan: plan, state: state, action: action),
          "\(action) in \(state)"
        ) { try run(plan) }
        #expect(try world.database.plan(plan).state == state)
      }
    }
  }

  // MARK: Approval

  @Test func planIsApprovedWhenTheSupervisorsOfAllChangedTerritoriesAgree() throws {
    let world = try World()
    let plan = try world.proposed()
    let first = try world.desk("s1").approve(plan)
    #expect(first.state == .proposed && first.missing == ["east"])
    // Agreeing twice adds nothing.
    #expect(try world.desk("s1").approve(plan).state == .proposed)
    let second = try world.desk("s2").approve(plan)
    #expect(second.state == .approved && second.missing == [])
  }

  @Test func managerApprovesForAllAndOneSupervisorWhereOnlyTheOwnTeamChanges() throws {
    let world = try World()
    #expect(try world.desk("m1").approve(world.proposed()).state == .approved)
    let own = try world.proposed(["b": "south"])
    #expect(throws: PlanError.notPermitted(rep: ID("s2"), action: .approve)) {
      try world.desk("s2").approve(own)
    }
    #expect(try world.desk("s1").approve(own).state == .approved)
  }

  @Test func territoryWithoutRepNeedsAManagerAndOneWhoseRepHasLeftTheSupervisor() throws {
    let world = try World()
    let nobody = try world.proposed(["b": "nowhere"])
    #expect(try world.desk("s1").approve(nobody).missing == ["nowhere"])
    #expect(try world.desk("m1").approve(nobody).state == .approved)
    let left = try world.proposed(["w": "east"])
    #expect(try world.desk("s2").approve(left).state == .approved)
  }

  @Test func approvalOfBeforeARejectionOrAnAcceptedChallengeCountsNoMore() throws {
    let world = try World()
    let plan = try world.proposed()
    _ = try world.desk("s1").approve(plan)
    #expect(try world.desk("s2").reject(plan, note: "too much") == .draft)
    _ = try world.desk("m1").propose(plan)
    #expect(try world.desk("s2").approve(plan).missing == ["north", "south"])
    let challenge = try world.desk("r1").challenge(
      plan,
      store: ID("b"),
      wish: "north",
      reason: "mine"
    )
    _ = try world.desk("s1").decide(challenge, isAccepted: true, note: "yes")
    // North neither gives nor gets any more; s2's approval was of another plan.
    #expect(try world.desk("s1").approve(plan).missing == ["east"])
    #expect(try world.desk("s2").approve(plan).state == .approved)
  }

  // MARK: Challenges

  @Test func acceptedWishIsAppliedAndDeclinedOneIsNot() throws {
    let world = try World()
    let plan = try world.proposed()
    let wishes = [("r1", "b", "north"), ("r2", "d", "south")]
    let challenges = try wishes.map { rep, store, wish in
      try world.desk(rep).challenge(plan, store: ID(store), wish: wish, reason: "mine")
    }
    #expect(try world.database.plan(plan).openChallenges == 2)
    #expect(throws: PlanError.openChallenges(plan: plan, count: 2)) {
      try world.desk("m1").approve(plan)
    }
    let accepted = try world.desk("s1").decide(challenges[0], isAccepted: true, note: "ok")
    #expect(accepted.decision?.isAccepted == true && accepted.territory == "south")
    _ = try world.desk("s1").decide(challenges[1], isAccepted: false, note: "no")
    for verdict in [true, false] {
      #expect(throws: PlanError.alreadyDecided(challenge: challenges[1])) {
        try world.desk("m1").decide(challenges[1], isAccepted: verdict, note: "again")
      }
    }
    let stored = try world.database.plan(plan)
    #expect(stored.openChallenges == 0 && stored.acceptedChallenges == 1)
    _ = try world.desk("m1").approve(plan)
    #expect(try world.desk("m1").apply(plan).territories == 1)
    #expect(try world.database.history(of: ID("b"))?.present?.territory == "north")
    #expect(try world.database.history(of: ID("d"))?.present?.territory == "east")
  }

  @Test func laterAcceptedWishForTheSameStoreWins() throws {
    let world = try World()
    let plan = try world.proposed()
    for (rep, wish) in [("r2", "south"), ("r3", "east"), ("r2", "north")] {
      // North keeps store a, so it is a territory of the plan.
      let desk = try world.desk(rep)
      let challenge = try desk.challenge(plan, store: ID("d"), wish: wish, reason: "x")
      _ = try world.desk("m1").decide(challenge, isAccepted: true, note: "x")
    }
    let loads = try world.database.territoryLoads(ofPlan: plan)
    #expect(loads.first { $0.territory == "north" }?.gained == 1)
    #expect(loads.first { $0.territory == "east" } == nil)
  }

  @Test func challengeNeedsAStoreAndATerritoryOfThePlan() throws {
    let world = try World()
    let plan = try world.proposed()
    let desk = try world.desk("m1")
    #expect(throws: PlanError.unknownStore(ID("zz"))) {
      try desk.challenge(plan, store: ID("zz"), wish: "south", reason: "x")
    }
    for wish in ["", "South", "nowhere"] {
      #expect(throws: PlanError.unknownTerritory(plan: plan, territory: wish)) {
        try desk.challenge(plan, store: ID("d"), wish: wish, reason: "x")
      }
    }
    #expect(try world.database.challenges(ofPlan: plan) == [])
  }

  @Test func nobodyButAManagerDecidesOnTheOwnChallenge() throws {
    let world = try World()
    let plan = try world.proposed()
    func challenge(_ rep: String) throws -> Int64 {
      try world.desk(rep).challenge(plan, store: ID("d"), wish: "south", reason: "x")
    }
    let own = try challenge("s1")
    #expect(throws: PlanError.notPermitted(rep: ID("s1"), action: .accept)) {
      try world.desk("s1").decide(own, isAccepted: true, note: "x")
    }
    let managers = try challenge("m1")
    _ = try world.desk("m1").decide(managers, isAccepted: true, note: "x")
  }

  // MARK: Dates

  @Test func scheduledPlanIsAppliedOnItsDateAndNotBefore() throws {
    let world = try World()
    let plan = try world.proposed()
    let manager = try world.desk("m1")
    _ = try manager.approve(plan)
    let date = Self.now + 3600
    #expect(throws: PlanError.effectiveDatePassed(Self.now - 1)) {
      try manager.schedule(plan, for: Self.now - 1)
    }
    _ = try manager.schedule(plan, for: date + 99)
    _ = try manager.schedule(plan, for: date)
    #expect(try world.database.plan(plan).effective == date)
    #expect(throws: PlanError.notDue(plan: plan, effective: date)) { try manager.apply(plan) }
    #expect(try manager.duePlans() == [])
    #expect(try world.desk("m1", at: date - 1).duePlans() == [])
    let onDate = try world.desk("m1", at: date)
    #expect(try onDate.duePlans().map(\.id) == [plan])
    #expect(try onDate.apply(plan).territories == 2)
    #expect(try onDate.duePlans() == [])
    let last = try world.database.events(ofPlan: plan).last
    #expect(last?.action == .apply && last?.at == date)
  }

  @Test func rejectedPlanLosesItsDate() throws {
    let world = try World()
    let plan = try world.proposed()
    let manager = try world.desk("m1")
    _ = try manager.approve(plan)
    _ = try manager.schedule(plan, for: Self.now + 3600)
    _ = try manager.reject(plan, note: "no")
    #expect(try world.database.plan(plan).effective == nil)
    _ = try manager.propose(plan)
    _ = try manager.approve(plan)
    #expect(try manager.apply(plan).territories == 2)
  }

  // MARK: Loads and comparisons

  @Test func comparisonIsThatOfTheTwoPlansStoreByStore() throws {
    try forEverySeed(0..<20) { seed, generator in
      let world = try World()
      let names = ["north", "south", "east", "far"]
      func draw() -> [String: String] {
        Dictionary(
          uniqueKeysWithValues: Self.stores.filter { _ in Bool.random(using: &generator) }.map {
            ($0.0, names[Int.random(in: 0..<4, using: &generator)])
          }
        )
      }
      let (first, second) = (draw(), draw())
      let comparison = try world.database.comparison(
        ofPlan: world.draft(first),
        with: world.draft(second)
      )
      func figure(_ name: String, _ territory: String?) -> [Double?] {
        let found = comparison.figures.first { $0.name == name && $0.territory == territory }
        return [found?.first, found?.second]
      }
      let after = [first, second].map { plan in
        Self.stores.map { plan[$0.0] ?? $0.1 }
      }
      let moved = after.map { zip($0, Self.stores).count { $0 != $1.1 } }
      #expect(figure("moved_stores", nil) == moved.map { Double($0) }, "seed \(seed)")
      #expect(figure("moved_amount", nil) == moved.map { Double($0 * 10) })
      for name in names {
        let counts = after.map { $0.count { $0 == name } }
        let before = Self.stores.count { $0.1 == name }
        guard counts.reduce(0, +) + before > 0 else { continue }
        let expected: [Double?] = counts.map {
          $0 + before == 0 ? nil : Double($0)
        }
        #expect(figure("stores", name) == expected, "seed \(seed), \(name)")
      }
      let differing = Self.stores.indices.filter { after[0][$0] != after[1][$0] }
      #expect(comparison.stores.map(\.store.rawValue) == differing.map { Self.stores[$0].0 })
      #expect(comparison.stores.map(\.first) == differing.map { after[0][$0] })
      #expect(comparison.stores.map(\.second) == differing.map { after[1][$0] })
    }
  }

  @Test func figuresAreTheNumbersOfMetricsByTheirWay() {
    let json = #"""
      {"after": {"worst": 0.5, "name": "x", "list": [1, 2], "ok": true,
        "measures": [{"name": "workload", "total": 7}, {"total": 8}]}, "n": 3, "none": null}
      """#
    let numbers = PlanFigures.numbers(of: json)
    #expect(numbers.map(\.name) == ["after.measures.workload.total", "after.worst", "n"])
    #expect(numbers.map(\.value) == [7, 0.5, 3])
    for odd in ["", "[1]", "3", "{", "null"] { #expect(PlanFigures.numbers(of: odd).isEmpty) }
  }
}

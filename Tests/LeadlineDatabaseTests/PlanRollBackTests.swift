import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineDatabase

/// Rolling a plan back restores exactly, and loses nothing unasked.
struct PlanRollBackTests {
  private static let territories = ["n", "s", "e", "w"]

  private static func draw(
    _ count: Int,
    _ generator: inout SplitMix64
  ) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: (0..<count).map {
        ("s\($0)", territories[Int.random(in: 0..<4, using: &generator)])
      }
    )
  }

  @Test func rollingBackPlanAfterPlanRestoresEachStateExactly() throws {
    try forEverySeed(0..<6) { seed, generator in
      let count = Int.random(in: 1...40, using: &generator)
      let owners = [nil, "r1", "r2", "r3"]
      let world = try PlanWorld(
        (0..<count).map { _ in
          (
            Bool.random(using: &generator)
              ? nil : Self.territories[Int.random(in: 0..<4, using: &generator)],
            owners[Int.random(in: 0..<4, using: &generator)]
          )
        }
      )
      try world.database.add(.fences, [.fence("n", x: 9, y: 47), .fence("f", x: 9.3, y: 47)])
      // Some stores are assigned by fences already.
      _ = try world.database.recordAssignments(
        (0..<count).filter { _ in Bool.random(using: &generator) }.map { number in
          StoreAssignment(
            store: ID("s\(number)"),
            assignment: Assignment(
              level: "territory",
              fence: ID("f"),
              territory: Self.territories[number % 4],
              rule: .inside
            )
          )
        },
        at: moment - 100
      )
      var states: [[String]] = []
      var plans: [Int64] = []
      for step in 0..<3 {
        states.append(try world.dump())
        let fences =
          step == 1
          ? [] : [Fence(id: ID("n"), area: try PlanWorld.area(0...step + 1))]
        let plan = try world.approved(Self.draw(count, &generator), fences: fences)
        let policy = TerritoryPlan.OwnerPolicy.allCases[Int.random(in: 0..<3, using: &generator)]
        try world.apply(plan, owners: policy, at: moment + Double(step))
        plans.append(plan)
      }
      for plan in plans.reversed() {
        let former = states.removeLast()
        #expect(try world.database.changes(sincePlan: plan).isEmpty, "seed \(seed)")
        try world.rollBack(plan)
        #expect(try world.dump() == former, "seed \(seed), plan \(plan)")
        #expect(try world.database.plan(plan).state == .archived)
        #expect(
          try world.database.plans().filter { $0.state == .active }.map(\.id)
            == (plan == plans.first ? [] : [plan - 1]),
          "seed \(seed)"
        )
      }
    }
  }

  private static func applied() throws -> (PlanWorld, Int64, before: [String]) {
    let world = try PlanWorld([("n", "r1"), ("n", "r1"), ("s", "r2"), ("s", "r2")])
    try world.database.add(.fences, [.fence("n", x: 9, y: 47)])
    let before = try world.dump()
    let plan = try world.approved(
      ["s0": "e", "s1": "s", "s2": "s", "s3": "n"],
      fences: [Fence(id: ID("e"), area: try PlanWorld.area(0...1))]
    )
    try world.apply(plan)
    return (world, plan, before)
  }

  @Test(arguments: [
    ("UPDATE stores SET territory = 'w' WHERE id = 's0'", PlanObstacles.Kind.reassigned, "s0"),
    ("UPDATE stores SET territory = NULL WHERE id = 's1'", .reassigned, "s1"),
    ("UPDATE stores SET owner = 'r1' WHERE id = 's1'", .owner, "s1"),
    (
      "DELETE FROM assignments WHERE store_id = 's3'; DELETE FROM stores WHERE id = 's3'",
      .removed, "s3"
    ),
    ("UPDATE fences SET name = 'mine' WHERE id = 'e'", .fence, "e"),
    ("UPDATE fences SET valid_to = NULL WHERE id = 'n'", .fence, "n"),
    ("DELETE FROM fences WHERE id = 'e'", .fence, "e"),
    (
      "UPDATE fences SET geom = (SELECT geom FROM fences WHERE id = 'n') WHERE id = 'e'", .fence,
      "e"
    ),
  ])
  func laterEditIsNotLostUnlessForced(
    edit: String,
    kind: PlanObstacles.Kind,
    id: String
  ) throws {
    let (world, plan, before) = try Self.applied()
    try world.edit(edit)
    let expected = PlanObstacles([.init(kind: kind, id: id)])
    let edited = try world.dump()
    #expect(throws: PlanError.laterEdits(plan: plan, expected)) { try world.rollBack(plan) }
    #expect(try world.dump() == edited)
    #expect(try world.database.changes(sincePlan: plan) == expected)
    #expect(try world.rollBack(plan, isForced: true).passedOver == expected)
    if kind != .removed { #expect(try world.dump() == before) }
    #expect(try world.database.plan(plan).state == .archived)
  }

  @Test func editsOfWhatThePlanDidNotChangeStay() throws {
    let (world, plan, _) = try Self.applied()
    try world.edit(
      """
      UPDATE stores SET owner = 'r3', territory = 'w' WHERE id = 's2';
      UPDATE stores SET name = 'new name', workload = 5 WHERE id = 's0'
      """
    )
    try world.rollBack(plan)
    #expect(try world.hands() == ["s0 n r1", "s1 n r1", "s2 w r3", "s3 s r2"])
    #expect(try world.database.store("s0")?.value("name", .stores) == .text("new name"))
  }

  /// Assigns all stores as fences say: a level, then the fence and territory of each store.
  private static func assign(_ world: PlanWorld, _ rows: [(String, [(String, String)])]) throws {
    _ = try world.database.recordAssignments(
      rows.flatMap { level, found in
        found.enumerated().map { number, found in
          StoreAssignment(
            store: ID("s\(number)"),
            assignment: Assignment(
              level: level,
              fence: ID(found.0),
              territory: found.1,
              rule: .inside
            )
          )
        }
      },
      at: moment + 60
    )
  }

  @Test func assignmentsByThePlansFencesAreTakenBackToo() throws {
    let world = try PlanWorld([("n", "r1"), ("n", "r1"), ("s", "r2"), ("s", "r2")])
    try world.database.add(.fences, [.fence("n", x: 9, y: 47), .fence("s", x: 9.3, y: 47)])
    let before = [("territory", [("n", "n"), ("n", "n"), ("s", "s"), ("s", "s")])]
    try Self.assign(world, before)
    // Somebody else's fence of before is there, and one store was in none.
    try world.edit("DELETE FROM assignments WHERE store_id = 's3'")
    let former = try world.dump()
    let plan = try world.approved(
      ["s0": "n", "s1": "s", "s2": "s", "s3": "s"],
      fences: [
        Fence(id: ID("n"), area: try PlanWorld.area(0...0)),
        Fence(id: ID("s"), area: try PlanWorld.area(1...3)),
        Fence(id: ID("all"), level: "region", area: try PlanWorld.area(0...3)),
      ]
    )
    try world.apply(plan)
    try Self.assign(
      world,
      [
        ("territory", [("n@1", "n"), ("s@1", "s"), ("s@1", "s"), ("s@1", "s")]),
        ("region", [("all", "all"), ("all", "all"), ("all", "all"), ("all", "all")]),
      ]
    )
    try world.rollBack(plan)
    #expect(try world.dump() == former)
  }

  @Test func rollingBackAPlanOfBeforeRowsWereKeptLeavesRowsWithoutAFence() throws {
    let (world, plan, _) = try Self.applied()
    try world.edit("DELETE FROM plan_former_assignments")
    try world.edit(
      """
      INSERT OR REPLACE INTO assignments (store_id, level, territory, fence, rule)
      VALUES ('s2', 'territory', NULL, NULL, 'none')
      """
    )
    try world.rollBack(plan)
    let rows = try world.database.read { database in
      try String.fetchAll(database, sql: "SELECT store_id FROM assignments WHERE fence IS NULL")
    }
    #expect(rows.contains("s2"))
  }

  @Test func assignmentsByFencesDrawnSinceStay() throws {
    let (world, plan, _) = try Self.applied()
    try world.database.add(.fences, [.fence("mine", x: 9.2, y: 47)])
    try Self.assign(world, [("territory", [("e", "e"), ("e", "s"), ("mine", "s"), ("mine", "n")])])
    try world.rollBack(plan)
    let rows = try world.database.read { database in
      try Row.fetchAll(database, sql: "SELECT store_id, fence FROM assignments ORDER BY store_id")
        .map { "\($0["store_id"] as String) \($0["fence"] as String? ?? "-")" }
    }
    // The plan had not changed s2; the others were assigned by no fence before.
    #expect(rows == ["s2 mine"])
  }

  @Test func planInForceAloneIsRolledBackAndOnlyOnce() throws {
    let (world, plan, _) = try Self.applied()
    let draft = try #require(try world.database.storePlans(world.list([["s0": "n"]])).first)
    #expect(throws: PlanError.wrongState(plan: draft, state: .draft, action: .rollBack)) {
      try world.rollBack(draft)
    }
    try world.rollBack(plan)
    #expect(throws: PlanError.wrongState(plan: plan, state: .archived, action: .rollBack)) {
      try world.rollBack(plan)
    }
    #expect(throws: PlanError.wrongState(plan: plan, state: .archived, action: .apply)) {
      try world.apply(plan)
    }
    #expect(throws: PlanError.unknownPlan(99)) { try world.rollBack(99) }
  }

  @Test func ownerWhoIsGoneLeavesTheStoreToThePool() throws {
    let (world, plan, _) = try Self.applied()
    try world.edit(
      """
      UPDATE stores SET owner = NULL WHERE owner = 'r1'; DELETE FROM reps WHERE id = 'r1'
      """
    )
    try world.rollBack(plan, isForced: true)
    #expect(try world.hands() == ["s0 n -", "s1 n -", "s2 s r2", "s3 s r2"])
  }

  @Test func historyTellsOfSeveralPlansAndTheirEnd() throws {
    let (world, plan, _) = try Self.applied()
    let second = try world.approved(["s0": "s"])
    try world.apply(second, at: moment + 3600)
    try world.rollBack(second)
    let history = try #require(try world.database.history(of: ID("s0")))
    #expect(history.intervals.map(\.territory) == ["n", "e", "s", "e"])
    #expect(history.intervals.map(\.owner) == [ID("r1"), ID("r3"), ID("r2"), ID("r3")])
    #expect(history.intervals.map(\.plan) == [nil, plan, second, second])
    #expect(
      history.intervals.map(\.from) == [nil, moment, moment + 3600, moment + 86_400]
    )
    #expect(try world.database.history(of: ID("s2"))?.intervals.count == 1)
    #expect(try world.database.history(of: ID("nobody")) == nil)
    // A store that is gone still has its history.
    try world.edit("DELETE FROM assignments; DELETE FROM stores WHERE id = 's0'")
    #expect(try world.database.history(of: ID("s0"))?.present == nil)
    #expect(try world.database.history(of: ID("s0"))?.intervals.count == 4)
  }

  @Test func assignmentsByFencesAreInTheHistoryToo() throws {
    let (world, plan, _) = try Self.applied()
    _ = try world.database.recordAssignments(
      [
        StoreAssignment(
          store: ID("s0"),
          assignment: Assignment(level: "territory", fence: ID("e"), territory: "w", rule: .inside)
        )
      ],
      at: moment + 60
    )
    let history = try #require(try world.database.history(of: ID("s0")))
    #expect(history.intervals.map(\.territory) == ["n", "e", "w"])
    #expect(history.intervals.map(\.plan) == [nil, plan, nil])
  }
}

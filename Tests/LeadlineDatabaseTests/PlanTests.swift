import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

import struct LeadlineModel.Record

@testable import LeadlineDatabase

/// What is stored of plans, and how they come into force.
struct PlanTests {
  private static let present: [(territory: String?, owner: String?)] = [
    ("n", "r1"), ("n", "r1"), ("s", "r2"), ("s", "r2"), (nil, nil),
  ]
  private static let planned = ["s0": "n", "s1": "s", "s2": "s", "s3": "e", "s4": "e"]

  private static func fences() throws -> [Fence] {
    [
      Fence(id: ID("n"), area: try PlanWorld.area(0...0)),
      Fence(id: ID("s"), area: try PlanWorld.area(1...2)),
      Fence(id: ID("e"), name: "East", area: try PlanWorld.area(3...4)),
    ]
  }

  // MARK: Storing

  @Test func storedPlanReadsBackAsItWasGiven() throws {
    let world = try PlanWorld(Self.present)
    let other = Self.planned.merging(["s1": "n", "s4": "s"]) { $1 }
    let plans = try world.database.storePlans(
      world.list([Self.planned, other], fences: Self.fences())
    )
    #expect(plans == [1, 2])
    let stored = try world.database.plans()
    #expect(stored.map(\.id) == [1, 2])
    #expect(stored.map(\.list) == [1, 1])
    #expect(stored.map(\.scenario) == ["0", "1"])
    #expect(stored.map(\.moved) == [3, 2])
    #expect(stored.map(\.state) == [.draft, .draft])
    #expect(stored.map(\.stores) == [5, 5])
    #expect(stored.map(\.amount) == [15, 15])
    #expect(stored.map(\.movedAmount) == [11, 9])
    #expect(try world.database.plan(2) == stored[1])
    let table = try world.database.planTable(1)
    let rows = (0..<table.count).map { store -> String in
      let from = table.name(table.from[store]) ?? "-"
      let to = table.name(table.to[store]) ?? "-"
      return "\(table.ids.text(store)) \(from) \(to) \(table.amounts[store])"
    }
    #expect(rows == ["s0 n n 1.0", "s1 n s 2.0", "s2 s s 3.0", "s3 s e 4.0", "s4 - e 5.0"])
    let fences = try world.database.fences(ofPlan: 1)
    #expect(fences == (try Self.fences()).sorted { $0.id < $1.id })
    #expect(try world.database.events(ofPlan: 1).map(\.action) == [.create])
  }

  @Test func storesLeftOutOfAPlanKeepWhatTheyHave() throws {
    let world = try PlanWorld(Self.present)
    let plan = try world.approved(["s0": "s", "s4": "e"])
    #expect(try world.database.plan(plan).stores == 2)
    try world.apply(plan)
    #expect(try world.hands() == ["s0 s r2", "s1 n r1", "s2 s r2", "s3 s r2", "s4 e r3"])
  }

  @Test(arguments: [
    "UPDATE stores SET territory = 'e' WHERE id = 's0'", "DELETE FROM stores WHERE id = 's3'",
    "UPDATE stores SET id = 's9' WHERE id = 's3'",
    "UPDATE stores SET geom = (SELECT geom FROM stores WHERE id = 's1') WHERE id = 's2'",
  ])
  func planForOtherStoresThanThoseReadIsNotStored(edit: String) throws {
    let world = try PlanWorld(Self.present)
    let list = try world.list([Self.planned])
    try world.edit(edit)
    #expect(throws: PlanError.storesChangedWhilePlanning) {
      try world.database.storePlans(list)
    }
    #expect(try world.database.plans() == [])
    #expect(
      try world.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM plan_lists") } == 0
    )
  }

  @Test func planStaysStorableWhenOnlyWhatItDoesNotRestOnChanged() throws {
    let world = try PlanWorld(Self.present)
    let list = try world.list([Self.planned])
    try world.edit("UPDATE stores SET name = 'x', owner = NULL, workload = 99")
    #expect(try world.database.storePlans(list) == [1])
  }

  @Test func eventsAreNeverChanged() throws {
    let world = try PlanWorld(Self.present)
    _ = try world.approved(Self.planned)
    for sql in ["UPDATE plan_events SET state = 'active'", "DELETE FROM plan_events"] {
      #expect(throws: StorageError.self) { try world.edit(sql) }
    }
    #expect(try world.database.plan(1).state == .approved)
  }

  @Test func fileOfBeforePlansHasNoneAndTakesThemUp() throws {
    let world = try PlanWorld(Self.present)
    try world.database.close()
    let path = world.folder.path()
    let queue = try DatabaseQueue(path: path)
    let tables = [
      "plan_former_assignments", "plan_fence_changes", "plan_changes", "plan_events",
      "plan_challenges", "plan_fences",
      "plan_assignments", "plans", "plan_stores", "plan_territories", "plan_lists", "owner_moves",
    ]
    try queue.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          PRAGMA foreign_keys = OFF;
          DELETE FROM gpkg_geometry_columns WHERE table_name = 'plan_fences';
          DELETE FROM gpkg_contents WHERE table_name GLOB 'plan*' OR table_name = 'owner_moves';
          DELETE FROM grdb_migrations WHERE identifier IN ('3', '4');
          ALTER TABLE territory_moves DROP COLUMN plan_id;
          """
            + tables.map { "DROP TABLE \($0);" }.joined()
      )
    }
    try queue.close()
    let reader = try LeadDatabase(path: path, access: .read)
    #expect(try reader.plans() == [])
    #expect(throws: PlanError.unknownPlan(1)) { try reader.plan(1) }
    #expect(throws: PlanError.unknownPlan(1)) { try reader.planTable(1) }
    #expect(throws: PlanError.unknownChallenge(1)) { try reader.challenge(1) }
    #expect(try reader.events(ofPlan: 1) == [] && reader.fences(ofPlan: 1) == [])
    #expect(try reader.history(of: ID("s0"))?.intervals.map(\.territory) == ["n"])
    try reader.close()
    let writer = try LeadDatabase(path: path, access: .write(createIfMissing: false))
    #expect(try writer.plans() == [])
    try writer.close()
  }

  @Test func lastMomentThatHasATextDoesNotRoundBeyondIt() {
    // 9999-12-31T23:59:59.9999Z
    let last = Date(timeIntervalSince1970: 253_402_300_799.9999)
    #expect(StoredTime.text(last) == "9999-12-31T23:59:59.999Z")
    #expect(StoredTime.text(moment) == "2024-05-01T08:30:00.000Z")
  }

  // MARK: Applying

  @Test func appliedPlanChangesStoresFencesAssignmentsAndHistory() throws {
    let world = try PlanWorld(Self.present)
    try world.database.add(.fences, [.fence("n", x: 9, y: 47), .fence("old", x: 9.4, y: 47)])
    let plan = try world.approved(Self.planned, fences: Self.fences())
    let changes = try world.apply(plan)
    #expect(changes.territories == 3 && changes.owners == 3)
    #expect(changes.fences == 3 && changes.formerFences == 2 && changes.other == nil)
    #expect(try world.hands() == ["s0 n r1", "s1 s r2", "s2 s r2", "s3 e r3", "s4 e r3"])
    let fences = try world.database.all(.fences).map { record in
      let fence = try #require(Fence(record, area: MultiPolygon([])))
      return
        "\(fence.id) \(fence.territory) \(fence.validFrom == moment) \(fence.validTo == moment)"
    }
    // Fence n was there before, so the one of the plan is n@1.
    #expect(
      fences == [
        "e e true false", "n n false true", "n@1 n true false", "old old false true",
        "s s true false",
      ]
    )
    let rows = try world.database.read { database in
      try String.fetchAll(
        database,
        sql: "SELECT store_id || ' ' || territory || ' ' || rule FROM assignments ORDER BY store_id"
      )
    }
    #expect(rows == ["s1 s plan", "s3 e plan", "s4 e plan"])
    let history = try #require(try world.database.history(of: ID("s4")))
    #expect(history.intervals.map(\.territory) == [nil, "e"])
    #expect(history.intervals.map(\.owner) == [nil, ID("r3")])
    #expect(history.intervals.map(\.plan) == [nil, plan] && history.isUpToDate)
    #expect(try world.database.changes(sincePlan: plan).isEmpty)
  }

  @Test func fencesOfOtherLevelsAndThoseOverStayAndFutureOnesEnd() throws {
    let world = try PlanWorld(Self.present)
    var fences = try ["a", "b", "c"].map { try Record.fence($0, x: 9, y: 47) }
    func set(_ fence: Int, _ field: String, _ value: Value) throws {
      fences[fence].values[try #require(RecordSchema.of(.fences).position(of: field))] = value
    }
    try set(0, "level", .text("region"))
    try set(1, "valid_to", .time(moment - 10))
    try set(2, "valid_from", .time(moment + 10))
    try world.database.add(.fences, fences)
    try world.apply(try world.approved(Self.planned, fences: Self.fences()))
    let ends = try world.database.all(.fences).prefix(3).map { record in
      try #require(Fence(record, area: MultiPolygon([]))).validTo
    }
    #expect(ends == [nil, moment - 10, moment])
  }

  @Test func planWithoutFencesLeavesThoseThereAre() throws {
    let world = try PlanWorld(Self.present)
    try world.database.add(.fences, [.fence("n", x: 9, y: 47)])
    let before = try world.database.all(.fences)
    let changes = try world.apply(try world.approved(Self.planned))
    #expect(changes.fences == 0 && changes.formerFences == 0)
    #expect(try world.database.all(.fences) == before)
  }

  @Test(arguments: [
    (TerritoryPlan.OwnerPolicy.territory, ["s1 s r2", "s3 e r3", "s4 e r3"]),
    (.keep, ["s1 s r1", "s3 e r2", "s4 e -"]),
    (.unowned, ["s1 s -", "s3 e -", "s4 e -"]),
  ])
  func ownersGoByThePolicyAndOnlyOfStoresThatMove(
    policy: TerritoryPlan.OwnerPolicy,
    expected: [String]
  ) throws {
    let world = try PlanWorld(Self.present)
    // Owned by someone else than the rep of the territory, and staying there.
    try world.edit("UPDATE stores SET owner = 'r3' WHERE id IN ('s0', 's2')")
    try world.apply(try world.approved(Self.planned), owners: policy)
    let hands = try world.hands()
    #expect([hands[0], hands[2]] == ["s0 n r3", "s2 s r3"])
    #expect([hands[1], hands[3], hands[4]] == expected)
  }

  @Test func ownerStaysWhereNoRepOrSeveralHaveTheTerritory() throws {
    let world = try PlanWorld(Self.present)
    let plan = try world.approved(["s0": "x", "s1": "s", "s2": "n"])
    let reps = [
      (territory: "s", rep: ID<Rep>("r2")), ("s", ID("r3")), ("n", ID("r1")), ("n", ID("r2")),
    ]
    let changes = try world.database.apply(
      PlanApplication(plan: plan, by: PlanWorld.boss, at: moment, owners: .territory, reps: reps)
    ) { _ in [] }
    #expect(try world.hands().prefix(3) == ["s0 x r1", "s1 s r1", "s2 n r2"])
    // s2 is owned by one of the two who have its new territory.
    #expect(changes.ownersWithoutRep == 2)
  }

  @Test func newPlanArchivesTheOneInForce() throws {
    let world = try PlanWorld(Self.present)
    let first = try world.approved(Self.planned)
    try world.apply(first)
    let second = try world.approved(["s0": "e"])
    #expect(try world.database.plan(second).parent == first)
    #expect(try world.apply(second).other == first)
    #expect(try world.database.plans().map(\.state) == [.archived, .active])
    let last = try #require(try world.database.events(ofPlan: first).last)
    #expect(last.action == .supersede && last.cause == second)
  }

  // MARK: Stores that changed

  private static func changedWorld() throws -> (PlanWorld, Int64) {
    let world = try PlanWorld(Self.present)
    let plan = try world.approved(Self.planned, fences: Self.fences())
    try world.database.add(
      .stores,
      [
        PlanWorld.store("t1", 2), PlanWorld.store("t2", 90, territory: "x"),
        PlanWorld.store("s1", 4, territory: "n", owner: "r1"),
      ]
    )
    try world.edit(
      """
      DELETE FROM stores WHERE id = 's2'; UPDATE stores SET territory = 'e' WHERE id = 's0'
      """
    )
    return (world, plan)
  }

  @Test func storesThatChangedAreListedAndNothingIsApplied() throws {
    let (world, plan) = try Self.changedWorld()
    let before = try world.dump()
    let expected = PlanObstacles([
      .init(kind: .new, id: "t1"), .init(kind: .new, id: "t2"), .init(kind: .removed, id: "s2"),
      .init(kind: .moved, id: "s1"), .init(kind: .reassigned, id: "s0"),
    ])
    #expect(throws: PlanError.storesChanged(plan: plan, expected)) { try world.apply(plan) }
    #expect(try world.dump() == before)
    #expect(try world.database.plan(plan).state == .approved)
    #expect(try world.database.changes(sincePlan: plan) == expected)
  }

  @Test func newAndMovedStoresGoByTheFencesWhenChangesAreAllowed() throws {
    let (world, plan) = try Self.changedWorld()
    let before = try world.dump()
    let changes = try world.apply(plan, allowsChanges: true)
    #expect(changes.passedOver.entries.count == 5 && changes.outside == 1)
    #expect(
      try world.hands()
        == ["s0 n r1", "s1 e r3", "s3 e r3", "s4 e r3", "t1 s r2", "t2 x -"]
    )
    try world.rollBack(plan)
    #expect(try world.dump() == before)
  }

  @Test func storeThatAlreadyHasItsPlannedTerritoryIsNoObstacle() throws {
    let world = try PlanWorld(Self.present)
    let plan = try world.approved(Self.planned)
    try world.edit("UPDATE stores SET territory = 's' WHERE id = 's1'")
    #expect(try world.apply(plan).territories == 2)
  }

  @Test func rowGivenToAnotherStoreIsSeen() throws {
    let world = try PlanWorld(Self.present)
    let plan = try world.approved(Self.planned)
    try world.edit("UPDATE stores SET id = 'z' WHERE id = 's3'")
    let expected = PlanObstacles([.init(kind: .new, id: "z"), .init(kind: .removed, id: "s3")])
    #expect(throws: PlanError.storesChanged(plan: plan, expected)) { try world.apply(plan) }
  }

  @Test func failureInTheMiddleLeavesEverythingAsItWas() throws {
    let (world, plan) = try Self.changedWorld()
    let before = try world.dump()
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try world.database.apply(
        PlanApplication(
          plan: plan,
          by: PlanWorld.boss,
          at: moment,
          owners: .keep,
          reps: [],
          allowsChanges: true
        )
      ) { _ in throw Failure() }
    }
    // A rep that the file does not have stops it at the first store of theirs.
    #expect(throws: StorageError.self) {
      try world.database.apply(
        PlanApplication(
          plan: plan,
          by: PlanWorld.boss,
          at: moment,
          owners: .territory,
          reps: [("e", ID("ghost"))],
          allowsChanges: true
        )
      ) { $0.map { _ in nil } }
    }
    #expect(try world.dump() == before)
    #expect(try world.database.events(ofPlan: plan).map(\.action) == [.create, .propose, .approve])
  }
}

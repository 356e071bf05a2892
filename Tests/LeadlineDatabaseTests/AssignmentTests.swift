import Foundation
import GRDB
import LeadlineModel
import Testing

@testable import LeadlineDatabase

struct AssignmentTests {
  private let folder: TemporaryFolder
  private let database: LeadDatabase

  init() throws {
    folder = try TemporaryFolder()
    database = try LeadDatabase.create(in: folder)
    try database.add(.stores, [.store("a", ["territory": .text("T1")]), .store("b")])
  }

  private static func rows(
    _ rows: [(store: String, territory: String?)],
    level: String = "territory"
  ) -> [StoreAssignment] {
    rows.map { row in
      StoreAssignment(
        store: ID(row.store),
        assignment: Assignment(
          level: level,
          fence: row.territory.map { ID("fence-\($0)") },
          territory: row.territory,
          rule: row.territory == nil ? .none : .inside
        )
      )
    }
  }

  private func assign(
    _ rows: [(store: String, territory: String?)],
    level: String = "territory",
    at time: Date = moment
  ) throws -> AssignmentSummary {
    try database.recordAssignments(Self.rows(rows, level: level), at: time)
  }

  private func rows(_ sql: String) throws -> [String] {
    try database.read { try String.fetchAll($0, sql: sql) }
  }

  private func moves() throws -> [String] {
    try rows(
      """
      SELECT concat FROM (SELECT store_id || ' ' || level || ' ' || ifnull(from_territory, '-')
        || ' ' || ifnull(to_territory, '-') || ' ' || at AS concat, id FROM territory_moves)
      ORDER BY id
      """
    )
  }

  @Test func onlyChangedTerritoriesAreMoves() throws {
    let first = try assign([("a", "T1"), ("b", "T2")])
    #expect(first.written == 2 && first.moved == 1)
    #expect(try moves() == ["b territory - T2 2024-05-01T08:30:00.000Z"])
    #expect(try rows("SELECT territory FROM stores ORDER BY id") == ["T1", "T2"])
    #expect(
      try rows("SELECT store_id || territory || fence || rule FROM assignments ORDER BY 1")
        == ["aT1fence-T1inside", "bT2fence-T2inside"]
    )
    let second = try assign([("a", nil), ("b", "T1")], at: moment + 1)
    #expect(second.moved == 2)
    #expect(
      try moves().suffix(2) == [
        "a territory T1 - 2024-05-01T08:30:01.000Z", "b territory T2 T1 2024-05-01T08:30:01.000Z",
      ]
    )
    #expect(try database.store("a")?.value("territory", .stores) == .null)
  }

  @Test func sameAssignmentsAgainChangeNothing() throws {
    let all =
      Self.rows([("a", "T2"), ("b", nil)]) + Self.rows([("a", "R"), ("b", nil)], level: "region")
    let first = try database.recordAssignments(all, at: moment)
    #expect(first.written == 4 && first.moved == 2 && first.ended == 0)
    let before = try database.read { try Int.fetchOne($0, sql: "SELECT total_changes()") }
    let second = try database.recordAssignments(all.reversed(), at: moment + 5)
    #expect(second.written == 4 && second.moved == 0 && second.ended == 0)
    #expect(try database.read { try Int.fetchOne($0, sql: "SELECT total_changes()") } == before)
  }

  @Test func levelThatIsGoneEndsAndTheStoresKeepTheirTerritory() throws {
    let both =
      Self.rows([("a", "T2"), ("b", nil)]) + Self.rows([("a", "R"), ("b", "R")], level: "region")
    _ = try database.recordAssignments(both, at: moment)
    let summary = try assign([("a", "R"), ("b", "R")], level: "region", at: moment + 1)
    #expect(summary.written == 2 && summary.moved == 0 && summary.ended == 2)
    #expect(
      try rows("SELECT store_id || level FROM assignments ORDER BY 1") == ["aregion", "bregion"]
    )
    // The level of b that ended had no territory, so nothing moved.
    #expect(try moves().last == "a territory T2 - 2024-05-01T08:30:01.000Z")
    #expect(try moves().count == 4)
    #expect(
      try rows("SELECT ifnull(territory, '-') FROM stores ORDER BY id") == ["T2", "-"]
    )
    #expect(
      try rows("SELECT last_change FROM gpkg_contents WHERE table_name = 'assignments'")
        == ["2024-05-01T08:30:01.000Z"]
    )
  }

  @Test func assignmentThatComesBackAfterItsEndIsAMove() throws {
    _ = try assign([("a", "T2"), ("b", "T2")])
    _ = try assign([("b", "T2")], at: moment + 1)
    #expect(try assign([("a", "T2"), ("b", "T2")], at: moment + 2).moved == 1)
    #expect(
      try moves().suffix(2) == [
        "a territory T2 - 2024-05-01T08:30:01.000Z", "a territory - T2 2024-05-01T08:30:02.000Z",
      ]
    )
    #expect(try rows("SELECT territory FROM stores ORDER BY id") == ["T2", "T2"])
  }

  @Test func storeThatIsNotHandedOverEnds() throws {
    _ = try assign([("a", "T1"), ("b", "T2")])
    #expect(try assign([("b", "T2")], at: moment + 1).ended == 1)
    #expect(try rows("SELECT store_id FROM assignments") == ["b"])
    #expect(try moves().last == "a territory T1 - 2024-05-01T08:30:01.000Z")
    #expect(try assign([("b", "T2")], at: moment + 2).ended == 0)
    // Assigned to none, unlike not assigned, takes the store's own territory.
    _ = try assign([("a", nil), ("b", "T2")], at: moment + 3)
    #expect(
      try rows("SELECT ifnull(territory, '-') FROM stores ORDER BY id") == ["-", "T2"]
    )
  }

  @Test func otherLevelsLeaveTheTerritoryOfTheStoreAlone() throws {
    #expect(try assign([("a", "North")], level: "region").moved == 1)
    #expect(try database.store("a")?.value("territory", .stores) == .text("T1"))
    #expect(try moves() == ["a region - North 2024-05-01T08:30:00.000Z"])
  }

  @Test func unknownStoreRollsAllBack() throws {
    #expect(throws: StorageError.self) { try assign([("b", "X"), ("a", "X"), ("nobody", "X")]) }
    #expect(try moves().isEmpty)
    #expect(try rows("SELECT store_id FROM assignments").isEmpty)
    #expect(try database.store("a")?.value("territory", .stores) == .text("T1"))
  }
}

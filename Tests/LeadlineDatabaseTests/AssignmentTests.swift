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

  private func assign(
    _ rows: [(store: String, territory: String?)],
    level: String = "territory",
    at time: Date = moment
  ) throws -> AssignmentSummary {
    var rest = rows[...]
    return try database.recordAssignments(at: time) {
      rest.popFirst().map { row in
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
    #expect(try database.record(.stores, id: "a")?.value("territory", .stores) == .null)
  }

  @Test func sameAssignmentsAgainChangeNothing() throws {
    _ = try assign([("a", "T2"), ("b", nil)])
    _ = try assign([("a", "R")], level: "region")
    let before = try database.read { try Int.fetchOne($0, sql: "SELECT total_changes()") }
    #expect(try assign([("a", "T2"), ("b", nil)], at: moment + 5).moved == 0)
    #expect(try assign([("a", "R")], level: "region", at: moment + 5).moved == 0)
    #expect(try database.read { try Int.fetchOne($0, sql: "SELECT total_changes()") } == before)
  }

  @Test func otherLevelsLeaveTheTerritoryOfTheStoreAlone() throws {
    #expect(try assign([("a", "North")], level: "region").moved == 1)
    #expect(try database.record(.stores, id: "a")?.value("territory", .stores) == .text("T1"))
    #expect(try moves() == ["a region - North 2024-05-01T08:30:00.000Z"])
  }

  @Test func thrownErrorRollsAllBack() throws {
    var count = 0
    #expect(throws: CancellationError.self) {
      try database.recordAssignments(at: moment) {
        count += 1
        if count == 2 { throw CancellationError() }
        return StoreAssignment(
          store: ID("a"),
          assignment: Assignment(level: "territory", territory: "X", rule: .inside)
        )
      }
    }
    #expect(try moves().isEmpty)
    #expect(try database.record(.stores, id: "a")?.value("territory", .stores) == .text("T1"))
  }
}

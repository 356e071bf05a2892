import Foundation
import GRDB
import LeadlineModel
import LeadlineTestSupport
import Testing

import struct LeadlineGeometry.SplitMix64

@testable import LeadlineDatabase

/// Assignments recorded all at once against their twin, recorded one by one.
struct StoreAssignmentsTests {
  private static let levels = ["region", "territory", "市"]

  /// Answers per level: outside, two fences alone, and one of several.
  private static func outcomes(_ level: String) -> [Assignment] {
    [
      Assignment(level: level, rule: .none),
      Assignment(level: level, fence: ID("f1"), territory: "T1", rule: .inside),
      Assignment(level: level, fence: ID("f2"), territory: "T1", rule: .inside),
      Assignment(level: level, fence: ID("f3"), territory: "caf\u{e9}", rule: .overlap),
      Assignment(level: level, fence: ID("f3"), territory: "cafe\u{301}", rule: .overlap),
    ]
  }

  private static func random(
    _ stores: StorePlaces,
    _ levels: [String],
    _ generator: inout SplitMix64
  ) -> StoreAssignments {
    var all: [Assignment] = []
    var answers: [StoreAssignments.Level] = []
    for level in levels {
      let first = UInt32(all.count)
      all += outcomes(level)
      let kinds = UInt32.random(in: 1...5, using: &generator)
      answers.append(
        StoreAssignments.Level(
          name: level,
          answers: (0..<stores.count).map { _ in
            first + UInt32.random(in: 0..<kinds, using: &generator)
          }
        )
      )
    }
    return StoreAssignments(stores: stores, levels: answers, outcomes: all)
  }

  private static func dump(_ database: LeadDatabase) throws -> [Row] {
    try database.read { database in
      // A table that no test has changed yet has the time at which it was made.
      let changes = "gpkg_contents WHERE last_change < '2025'"
      return try ["stores", "assignments", "territory_moves", changes].flatMap {
        try Row.fetchAll(database, sql: "SELECT * FROM \($0)")
      }
    }
  }

  private static func fill(_ database: LeadDatabase, seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let names = (0..<40).map { "\(["s", "S", "店", ""][$0 % 4])\($0)" }
    try database.add(
      .stores,
      names.shuffled(using: &generator).map { id in
        let own = ["T1", "caf\u{e9}", "old"].randomElement(using: &generator) ?? ""
        return try .store(
          id,
          Bool.random(using: &generator) ? ["territory": .text(own)] : [:],
          at: (.random(in: -180...180, using: &generator), .random(in: -90...90, using: &generator))
        )
      }
    )
  }

  @Test func allAtOnceIsAsOneByOne() throws {
    try forEverySeed(0..<12) { seed, generator in
      let folders = try [TemporaryFolder(), TemporaryFolder()]
      let bulk = try LeadDatabase.create(in: folders[0])
      let twin = try LeadDatabase.create(in: folders[1])
      for database in [bulk, twin] { try Self.fill(database, seed: seed) }
      for round in 0..<5 {
        let stores = try #require(try bulk.storePlaces())
        let levels = Self.levels.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 }
        let assignments = Self.random(stores, levels, &generator)
        let time = moment + Double(round)
        let level = round == 3 ? nil : round == 2 ? "region" : "territory"
        let all = try bulk.recordAssignments(assignments, territoryLevel: level, at: time)
        let each = try twin.recordAssignments(assignments.rows, territoryLevel: level, at: time)
        #expect(all == each, "seed \(seed), round \(round)")
        #expect(try Self.dump(bulk) == Self.dump(twin), "seed \(seed), round \(round)")
        // Another program takes stores away without their assignments, or damages a place.
        for database in [bulk, twin] {
          try database.write {
            try $0.execute(sql: "PRAGMA defer_foreign_keys = ON")
            try $0.execute(sql: "DELETE FROM assignments WHERE fid % 7 = \(round)")
            try $0.execute(sql: "UPDATE stores SET geom = x'00' WHERE fid = \(round + 3)")
          }
        }
      }
    }
  }

  @Test func sameAgainWritesNothing() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try Self.fill(database, seed: 1)
    var generator = SplitMix64(seed: 2)
    let first = try #require(try database.storePlaces())
    let assignments = Self.random(first, Self.levels, &generator)
    _ = try database.recordAssignments(assignments, at: moment)
    let stores = try #require(try database.storePlaces())
    let again = StoreAssignments(
      stores: stores,
      levels: assignments.levels,
      outcomes: assignments.outcomes
    )
    let before = try database.read { try Int.fetchOne($0, sql: "SELECT total_changes()") }
    let summary = try database.recordAssignments(again, at: moment + 9)
    #expect(summary.written == 120 && summary.moved == 0 && summary.ended == 0)
    #expect(try database.read { try Int.fetchOne($0, sql: "SELECT total_changes()") } == before)
  }

  @Test func storesThatAnotherProcessChangedMeanwhileAreLookedUp() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.add(.stores, [.store("a"), .store("b", ["territory": .text("x")])])
    let stores = try #require(try database.storePlaces())
    let outcomes = Self.outcomes("territory")
    let other = try LeadDatabase(path: folder.path(), access: .write(createIfMissing: false))
    try other.write { try $0.execute(sql: "UPDATE stores SET territory = 'T1', fid = fid + 9") }
    let summary = try database.recordAssignments(
      StoreAssignments(
        stores: stores,
        levels: [StoreAssignments.Level(name: "territory", answers: [1, 0])],
        outcomes: outcomes
      ),
      at: moment
    )
    #expect(summary.moved == 1, "only b moves, from the territory that it has now")
    let moves = try database.read {
      try String.fetchAll($0, sql: "SELECT store_id || from_territory FROM territory_moves")
    }
    #expect(moves == ["bT1"])
  }

  @Test func storesThatTheSameInstanceChangedMeanwhileAreLookedUp() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.add(
      .stores,
      [.store("a", ["territory": .text("T1")]), .store("b", ["territory": .text("x")])]
    )
    let stores = try #require(try database.storePlaces())
    try database.add(.stores, [.store("a", ["territory": .text("y")])])
    let summary = try Self.assignFirst(stores, in: database)
    #expect(summary.moved == 2)
    #expect(try database.store("a")?.value("territory", .stores) == .text("T1"))
    #expect(try Self.moves(database) == ["a from y", "b from x"])
    // The run itself has written, so the same columns are of before again.
    try database.add(.stores, [.store("b", ["territory": .text("x")])])
    #expect(try Self.assignFirst(stores, in: database).moved == 1)
  }

  @Test func storesThatAnotherInstanceReadAreLookedUp() throws {
    let folder = try TemporaryFolder()
    let first = try LeadDatabase.create(in: folder)
    try first.add(.stores, [.store("a", ["territory": .text("T1")]), .store("b")])
    try first.close()
    let instances = try (0..<2).map { _ in
      try LeadDatabase(path: folder.path(), access: .write(createIfMissing: false))
    }
    let stores = try #require(try instances[0].storePlaces())
    // What an instance has written itself moves none of the counters that SQLite keeps for others.
    try instances[1].write { try $0.execute(sql: "UPDATE stores SET territory = 'y'") }
    #expect(try Self.assignFirst(stores, in: instances[1]).moved == 2)
    #expect(try Self.moves(instances[1]) == ["a from y", "b from y"])
  }

  /// Assigns the first of two stores to T1, the second to none.
  private static func assignFirst(
    _ stores: StorePlaces,
    in database: LeadDatabase
  ) throws -> AssignmentSummary {
    try database.recordAssignments(
      StoreAssignments(
        stores: stores,
        levels: [StoreAssignments.Level(name: "territory", answers: [1, 0])],
        outcomes: outcomes("territory")
      ),
      at: moment
    )
  }

  private static func moves(_ database: LeadDatabase) throws -> [String] {
    try database.read {
      try String.fetchAll(
        $0,
        sql: "SELECT store_id || ' from ' || from_territory FROM territory_moves ORDER BY store_id"
      )
    }
  }

  @Test func levelsThatShareOutcomesAreRecordedUnderTheirOwnNames() throws {
    // The same name in two ways, of which one sets the stores' territory.
    let names = ["area", "cafe\u{301}", "caf\u{e9}"]
    for name in names {
      let folders = try [TemporaryFolder(), TemporaryFolder()]
      let bulk = try LeadDatabase.create(in: folders[0])
      let twin = try LeadDatabase.create(in: folders[1])
      for database in [bulk, twin] { try database.add(.stores, [.store("a"), .store("b")]) }
      let assignments = StoreAssignments(
        stores: try #require(try bulk.storePlaces()),
        levels: [([0, 1] as [UInt32]), [0, 2], [3, 0]].enumerated().map { level, answers in
          StoreAssignments.Level(name: names[level], answers: answers)
        },
        outcomes: Self.outcomes("area")
      )
      let all = try bulk.recordAssignments(assignments, territoryLevel: name, at: moment)
      let each = try twin.recordAssignments(assignments.rows, territoryLevel: name, at: moment)
      #expect(all == each)
      #expect(try Self.dump(bulk) == Self.dump(twin))
      let levels = try twin.read {
        try String.fetchAll($0, sql: "SELECT level FROM assignments ORDER BY store_id, level")
      }
      #expect(levels.map { Array($0.utf8) } == (names + names).map { Array($0.utf8) })
      let second = try twin.store("b")?.value("territory", .stores)
      #expect(second == (name == "area" || name.utf8.count == 6 ? .text("T1") : .null))
    }
  }

  @Test func columnsAreInTheOrderOfTheIDsAndLeaveDamagedRowsOut() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.add(
      .stores,
      [
        .store("b", ["territory": .text("T")], at: (2, 3)), .store("é", at: (4, 5)),
        .store("a"), .store("B"), .store("10", ["territory": .text("T")]),
      ]
    )
    try database.write { try $0.execute(sql: "UPDATE stores SET geom = x'4750' WHERE id = 'a'") }
    let stores = try #require(try database.storePlaces())
    #expect((0..<stores.count).map { stores.id($0) } == ["10", "B", "b", "é"])
    #expect((0..<stores.count).map { stores.territory($0) } == ["T", nil, "T", nil])
    #expect(stores.longitudes[2...] == [2, 4] && stores.latitudes[2...] == [3, 5])
    #expect(stores.rejects.map(\.value) == ["a"])
  }

  @Test func idsThatAreNoTextAreNotTaken() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.add(.stores, [.store("a"), .store("b")])
    try database.write { try $0.execute(sql: "UPDATE stores SET id = x'ff' WHERE id = 'b'") }
    #expect(try database.storePlaces() == nil)
  }
}

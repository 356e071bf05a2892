import Foundation
import GRDB
import LeadlineModel
import Testing

@testable import LeadlineDatabase

struct OpeningTests {
  @Test func missingFileIsNoInputAndIsNotCreated() throws {
    let folder = try TemporaryFolder()
    for access in [LeadDatabase.Access.read, .write(createIfMissing: false)] {
      #expect(throws: StorageError.missing(path: folder.path())) {
        try LeadDatabase(path: folder.path(), access: access)
      }
    }
    #expect(try folder.contents.isEmpty)
    #expect(StorageError.missing(path: "").exit == .noInput)
  }

  @Test func emptyFileCountsAsMissing() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(filePath: folder.path()))
    #expect(throws: StorageError.missing(path: folder.path())) {
      try LeadDatabase(path: folder.path(), access: .read)
    }
    let database = try LeadDatabase.create(in: folder)
    #expect(try database.count(.stores) == 0)
  }

  @Test func severalMayOpenAFileOfAnOlderVersionAtOnce() async throws {
    for _ in 0..<5 {
      let folder = try TemporaryFolder()
      let path = folder.path()
      let queue = try DatabaseQueue(path: path)
      try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
      try Migrations.migrator.migrate(queue, upTo: "1")
      try queue.close()
      try await withThrowingTaskGroup { group in
        for _ in 0..<4 {
          group.addTask {
            let database = try LeadDatabase(path: path, access: .write(createIfMissing: false))
            #expect(try database.plans() == [])
            try database.close()
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func cleanCloseLeavesOneFile() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    try database.close()
    #expect(try folder.contents == ["leadline.gpkg"])
    let reader = try LeadDatabase(path: folder.path(), access: .read)
    #expect(try reader.count(.tracks) == 3)
    try reader.close()
    #expect(try folder.contents == ["leadline.gpkg"])
  }

  @Test func failedFirstImportTakesTheNewDatabaseAway() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    #expect(throws: CancellationError.self) {
      _ = try database.importRecords(.stores, at: moment, reject: ignore) { records in
        try records.write(.store("a"))
        throw CancellationError()
      }
    }
    #expect(try folder.contents.isEmpty)
  }

  @Test func failedImportIntoADatabaseThatWasThereLeavesIt() throws {
    let folder = try TemporaryFolder()
    try LeadDatabase.create(in: folder).close()
    let again = try LeadDatabase.create(in: folder)
    #expect(throws: CancellationError.self) {
      _ = try again.importRecords(.stores, at: moment, reject: ignore) { _ in
        throw CancellationError()
      }
    }
    #expect(try again.count(.stores) == 0)
    try again.add(.stores, [.store("a")])
    #expect(throws: CancellationError.self) {
      _ = try again.importRecords(.stores, at: moment, reject: ignore) { _ in
        throw CancellationError()
      }
    }
    #expect(try again.count(.stores) == 1)
  }

  @Test func newDatabaseThatAnotherUsesIsNotTakenAway() throws {
    let folder = try TemporaryFolder()
    let first = try LeadDatabase.create(in: folder)
    let second = try LeadDatabase.create(in: folder)
    #expect(throws: CancellationError.self) {
      _ = try first.importRecords(.stores, at: moment, reject: ignore) { _ in
        throw CancellationError()
      }
    }
    try second.add(.stores, [.store("s")])
    try second.close()
    #expect(try LeadDatabase(path: folder.path(), access: .read).count(.stores) == 1)
  }

  @Test func newDatabaseThatAnotherFilledIsNotTakenAway() throws {
    let folder = try TemporaryFolder()
    let first = try LeadDatabase.create(in: folder)
    let second = try LeadDatabase.create(in: folder)
    try second.add(.stores, [.store("s")])
    try second.close()
    #expect(throws: CancellationError.self) {
      _ = try first.importRecords(.stores, at: moment, reject: ignore) { _ in
        throw CancellationError()
      }
    }
    #expect(try folder.contents == ["leadline.gpkg"])
    #expect(try LeadDatabase(path: folder.path(), access: .read).count(.stores) == 1)
  }

  @Test func folderThatDoesNotExistCannotBeWritten() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: FileError.self) {
      try LeadDatabase(path: folder.path("no/such.gpkg"), access: .write(createIfMissing: true))
    }
    #expect(error?.kind == .cannotWrite)
  }

  @Test func garbageIsNoDatabase() throws {
    let folder = try TemporaryFolder()
    for bytes in [Data("id,lon,lat\n".utf8), Data(repeating: 0xa7, count: 8192)] {
      try bytes.write(to: URL(filePath: folder.path()))
      #expect(throws: StorageError.notADatabase(path: folder.path())) {
        try LeadDatabase(path: folder.path(), access: .write(createIfMissing: true))
      }
      #expect(try Data(contentsOf: URL(filePath: folder.path())) == bytes)
    }
    #expect(throws: StorageError.notADatabase(path: folder.url.path)) {
      try LeadDatabase(path: folder.url.path, access: .read)
    }
  }

  @Test func cutOffFileIsToldWithItsSizes() throws {
    let folder = try TemporaryFolder()
    try LeadDatabase.create(in: folder).close()
    let url = URL(filePath: folder.path())
    let whole = try Data(contentsOf: url)
    try whole.prefix(whole.count / 2 + 100).write(to: url)
    #expect(
      throws: StorageError.truncated(
        path: folder.path(),
        expected: Int64(whole.count),
        found: Int64(whole.count / 2 + 100)
      )
    ) {
      try LeadDatabase(path: folder.path(), access: .read)
    }
  }

  @Test func damagedPageIsFoundBeforeWriting() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.add(.stores, (0..<500).map { try .store("s\($0)") })
    try database.close()
    let url = URL(filePath: folder.path())
    var bytes = try Data(contentsOf: url)
    let page = try #require(Self.pages(of: "stores", in: folder).last)
    bytes.replaceSubrange((page - 1) * 4096..<page * 4096, with: Data(repeating: 0xff, count: 4096))
    try bytes.write(to: url)
    let error = #expect(throws: StorageError.self) {
      try LeadDatabase(path: folder.path(), access: .write(createIfMissing: false))
    }
    guard case .damaged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func otherDatabasesAreTurnedAway() throws {
    let folder = try TemporaryFolder()
    func make(_ name: String, id: UInt32) throws -> String {
      let queue = try DatabaseQueue(path: folder.path(name))
      try queue.writeWithoutTransaction {
        try $0.execute(sql: "CREATE TABLE t (x); PRAGMA application_id = \(id)")
      }
      try queue.close()
      return folder.path(name)
    }
    let plain = try make("plain.db", id: 0)
    let old = try make("old.gpkg", id: 0x4750_3130)
    let foreign = try make("foreign.gpkg", id: 0x4750_4B47)
    #expect(throws: StorageError.notAGeoPackage(path: plain)) {
      try LeadDatabase(path: plain, access: .write(createIfMissing: true))
    }
    for path in [old, foreign] {
      #expect(throws: StorageError.notLeadline(path: path)) {
        try LeadDatabase(path: path, access: .write(createIfMissing: true))
      }
    }
  }

  @Test func databaseOfANewerVersionIsTurnedAway() throws {
    let folder = try TemporaryFolder()
    try LeadDatabase.create(in: folder).close()
    try Self.edit(folder, "INSERT INTO grdb_migrations VALUES ('later')")
    for access in [LeadDatabase.Access.read, .write(createIfMissing: false)] {
      #expect(throws: StorageError.newerVersion(path: folder.path(), version: "later")) {
        try LeadDatabase(path: folder.path(), access: access)
      }
    }
  }

  @Test func laterMigrationKeepsTheRowsOfVersion1() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    try database.close()
    var migrator = Migrations.migrator
    migrator.registerMigration("later") { database in
      try database.execute(sql: "ALTER TABLE stores ADD COLUMN added TEXT DEFAULT 'new'")
    }
    let queue = try DatabaseQueue(path: folder.path())
    try migrator.migrate(queue)
    let added = try queue.read { try String.fetchAll($0, sql: "SELECT added FROM stores") }
    #expect(added == ["new", "new"])
    #expect(
      try queue.read { try migrator.appliedIdentifiers($0) } == ["1", "2", "3", "4", "later"]
    )
  }

  @Test func brokenReferencesAreTold() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    try database.close()
    try Self.edit(
      folder,
      "PRAGMA foreign_keys = OFF; DELETE FROM orders; DELETE FROM check_ins;"
        + "DELETE FROM reps WHERE id = 'r2'"
    )
    let reopened = try LeadDatabase(path: folder.path(), access: .write(createIfMissing: false))
    let broken = try reopened.brokenReferences()
    #expect(broken.map(\.table) == ["store_edits"])
    #expect(broken.map(\.rows) == [1])
  }

  @Test func storeDeletedByAnotherProgramDoesNotStopAssignment() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.add(.stores, [.store("a"), .store("b")])
    func rows(_ ids: [String]) -> [StoreAssignment] {
      ids.map {
        StoreAssignment(
          store: ID($0),
          assignment: Assignment(level: "territory", fence: ID("f"), territory: "T", rule: .inside)
        )
      }
    }
    _ = try database.recordAssignments(rows(["a", "b"]), at: moment)
    try database.close()
    try Self.edit(folder, "PRAGMA foreign_keys = OFF; DELETE FROM stores WHERE id = 'b'")
    let reopened = try LeadDatabase(path: folder.path(), access: .write(createIfMissing: false))
    #expect(try reopened.brokenReferences().isEmpty, "assignments are derived")
    let summary = try reopened.recordAssignments(rows(["a"]), at: moment)
    #expect(summary.ended == 1 && summary.moved == 0)
  }

  @Test func secondWriterIsToldThatTheDatabaseIsBusyWhileReadersGoOn() throws {
    let folder = try TemporaryFolder()
    let first = try LeadDatabase.create(in: folder)
    let second = try LeadDatabase(
      path: folder.path(),
      access: .write(createIfMissing: false),
      busyTimeout: .milliseconds(20)
    )
    let reader = try LeadDatabase(path: folder.path(), access: .read)
    _ = try first.importRecords(.stores, at: moment, reject: ignore) { records in
      try records.write(.store("s1"))
      let error = #expect(throws: StorageError.self) {
        try second.add(.stores, [.store("s2")])
      }
      #expect(error == .busy(path: folder.path()))
      #expect(error?.exit == .busy)
      #expect(try reader.count(.stores) == 0)
    }
    #expect(try reader.count(.stores) == 1)
    try second.add(.stores, [.store("s2")])
    #expect(try reader.count(.stores) == 2)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func readOnlyFolderIsReadAndNotWritten() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    try database.close()
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.path())
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
    defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path) }
    let reader = try LeadDatabase(path: folder.path(), access: .read)
    #expect(try reader.count(.stores) == 2)
    #expect(throws: StorageError.readOnly(path: folder.path())) {
      try LeadDatabase(path: folder.path(), access: .write(createIfMissing: true))
    }
  }

  @Test func resultCodesMapToTheirExit() {
    let cases: [(Int32, StorageError.Exit)] = [
      (5, .busy), (261, .busy), (8, .cannotWrite), (1032, .cannotWrite), (14, .cannotWrite),
      (13, .inputOutput), (10, .inputOutput), (778, .inputOutput), (26, .badData), (11, .badData),
      (779, .badData),
    ]
    for (code, exit) in cases {
      #expect(StorageError(code: code, detail: "", path: "p").exit == exit, "\(code)")
    }
  }

  private static func edit(_ folder: TemporaryFolder, _ sql: String) throws {
    let queue = try DatabaseQueue(path: folder.path())
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// The numbers of the leaf pages of a table, by SQLite's own statistics.
  private static func pages(of table: String, in folder: TemporaryFolder) throws -> [Int] {
    let queue = try DatabaseQueue(path: folder.path())
    defer { try? queue.close() }
    return try queue.read {
      try Int.fetchAll(
        $0,
        sql: "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno",
        arguments: [table]
      )
    }
  }
}

import GRDB

/// The versions of the tables, each made of the one before.
///
/// A version that was released is never edited: a change of the tables, a new field of a record for
/// one, is a further version. After all of them the tables are as ``TableLayout`` says.
enum Migrations {
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      for statement in Version1.statements { try database.execute(sql: statement) }
    }
    migrator.registerMigration("2") { database in
      for statement in Version2.statements { try database.execute(sql: statement) }
    }
    migrator.registerMigration("3") { database in
      for statement in Version3.statements { try database.execute(sql: statement) }
    }
    migrator.registerMigration("4") { database in
      for statement in Version4.statements { try database.execute(sql: statement) }
    }
    return migrator
  }()

  /// Brings the tables to the present version.
  ///
  /// Another process may be doing so: the migrator looks at the version before it waits for its
  /// turn, and then finds the tables there already. So it looks again, at most once a version.
  static func run(on queue: DatabaseQueue) throws {
    for _ in migrator.migrations {
      do {
        return try migrator.migrate(queue)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
        continue
      }
    }
    try migrator.migrate(queue)
  }
}

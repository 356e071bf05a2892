import GRDB
import LeadlineModel

/// The versions of the tables, each made of the one before.
///
/// A version that was released is never edited: a change of the tables is a further version.
/// Version 1 follows the schemas of the records, so a field added later needs a version that adds
/// its column.
enum Migrations {
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      for statement in version1 { try database.execute(sql: statement) }
    }
    return migrator
  }()

  private static var version1: [String] {
    // Tables come before those that refer to them.
    let kinds: [RecordKind] = [
      .reps, .stores, .fences, .checkIns, .tracks, .orders, .storeEdits,
    ]
    return GeoPackageMetadata.statements + kinds.flatMap { TableLayout($0).statements() }
      + assignmentTables
  }

  private static let assignmentTables = [
    """
    CREATE TABLE assignments (
      fid INTEGER PRIMARY KEY NOT NULL,
      store_id TEXT NOT NULL REFERENCES stores(id),
      level TEXT NOT NULL,
      territory TEXT,
      fence TEXT,
      rule TEXT NOT NULL,
      UNIQUE (store_id, level)
    )
    """,
    """
    CREATE TABLE territory_moves (
      id INTEGER PRIMARY KEY NOT NULL,
      store_id TEXT NOT NULL REFERENCES stores(id),
      level TEXT NOT NULL,
      from_territory TEXT,
      to_territory TEXT,
      fence TEXT,
      rule TEXT NOT NULL,
      at DATETIME NOT NULL
    )
    """,
    "CREATE INDEX territory_moves_store_id ON territory_moves (store_id)",
    // Not registered as a layer: it only says in which order unknown columns are exported.
    """
    CREATE TABLE extra_columns (
      record TEXT NOT NULL,
      name TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (record, name)
    )
    """,
    """
    INSERT INTO gpkg_contents (table_name, data_type, identifier)
    VALUES ('assignments', 'attributes', 'assignments'),
      ('territory_moves', 'attributes', 'territory_moves')
    """,
  ]
}

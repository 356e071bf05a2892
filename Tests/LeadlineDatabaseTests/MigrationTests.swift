import Foundation
import GRDB
import LeadlineModel
import Testing

@testable import LeadlineDatabase

struct MigrationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What SQLite says about one table and what belongs to it; a column's place is no part of it,
  /// as a migration adds columns at the end.
  private static func layout(of table: String, in queue: DatabaseQueue) throws -> [String] {
    let parts = [
      "SELECT 'column', name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?)",
      "SELECT 'reference', \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list(?)",
      "SELECT 'index', \"unique\", origin, partial FROM pragma_index_list(?)",
      "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = ? AND type != 'table'",
      "SELECT type, name, sql FROM sqlite_schema WHERE name = 'rtree_' || ? || '_geom'",
      "SELECT 'layer', data_type, identifier, srs_id FROM gpkg_contents WHERE table_name = ?",
      "SELECT * FROM gpkg_geometry_columns WHERE table_name = ?",
      "SELECT * FROM gpkg_extensions WHERE table_name = ?",
    ]
    return try queue.read { database in
      try parts.flatMap { sql in
        try Row.fetchAll(database, sql: sql, arguments: [table]).map { row in
          row.databaseValues.map { String.fromDatabaseValue($0) ?? "\($0)" }
            .joined(separator: "|").split { $0.isWhitespace }.joined(separator: " ")
        }
      }.sorted()
    }
  }

  @Test(arguments: RecordKind.allCases)
  func migratedTablesAreAsTheirLayoutSays(kind: RecordKind) throws {
    try LeadDatabase.create(in: folder).close()
    let migrated = try DatabaseQueue(path: folder.path())
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { try SpatialFunctions.register(on: $0) }
    let direct = try DatabaseQueue(configuration: configuration)
    let layout = TableLayout(kind)
    try direct.writeWithoutTransaction { database in
      for statement in GeoPackageMetadata.statements + layout.statements() {
        try database.execute(sql: statement)
      }
    }
    let found = Set(try Self.layout(of: layout.table, in: migrated))
    let expected = Set(try Self.layout(of: layout.table, in: direct))
    #expect(found.count > layout.schema.fields.count)
    #expect(
      expected.symmetricDifference(found).sorted() == [],
      """
      the fields of \(kind.rawValue) are not those of databases that exist: add a migration to \
      Migrations.swift that makes this change, and leave the released ones as they are
      """
    )
  }
}

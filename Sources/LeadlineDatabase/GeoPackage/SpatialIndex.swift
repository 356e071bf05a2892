import GRDB

/// The GeoPackage R-tree of one geometry column and the triggers that keep it right.
///
/// The set is that of GeoPackage 1.3, the version that the file declares. There `update1` and
/// `update3` replace an entry by `INSERT OR REPLACE`, which SQLite refuses within an upsert; here
/// they delete it and insert the new one, which is the same and always works.
///
/// Source: OGC 12-128r18, annex F.3.
struct SpatialIndex {
  /// The table of features.
  let table: String
  /// Its primary key.
  let id: String
  /// Its geometry column.
  let column: String

  /// The name of the virtual table.
  var name: String { "rtree_\(table)_\(column)" }

  /// Statements that create the empty index, register it and add its triggers.
  var statements: [String] { [createTable, register] + triggers.map(\.sql) }

  /// The virtual table.
  private var createTable: String {
    "CREATE VIRTUAL TABLE \(quoted(name)) USING rtree(id, minx, maxx, miny, maxy)"
  }

  private var register: String {
    """
    INSERT INTO gpkg_extensions VALUES ('\(table)', '\(column)', 'gpkg_rtree_index',
      'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')
    """
  }

  /// Lets rows be updated without the triggers that follow a change of their id, of which none is
  /// made; each row costs half as much again with them.
  ///
  /// They come back as the file had them, within the transaction under way; when `body` throws, that
  /// is to be rolled back.
  func withoutTriggersOnIDs(_ database: Database, _ body: () throws -> Void) throws {
    let triggers = try Row.fetchAll(
      database,
      sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name IN (?, ?)",
      arguments: ["\(name)_update3", "\(name)_update4"]
    )
    for trigger in triggers {
      let name: String = trigger["name"]
      try database.execute(sql: "DROP TRIGGER \(quoted(name))")
    }
    try body()
    for trigger in triggers { try database.execute(sql: trigger["sql"]) }
  }

  /// The triggers by name.
  var triggers: [(name: String, sql: String)] {
    let table = quoted(self.table)
    let index = quoted(name)
    let id = quoted(self.id)
    let column = quoted(self.column)
    let new = "(NEW.\(column) NOTNULL AND NOT ST_IsEmpty(NEW.\(column)))"
    let notNew = "(NEW.\(column) ISNULL OR ST_IsEmpty(NEW.\(column)))"
    let values = """
      (NEW.\(id), ST_MinX(NEW.\(column)), ST_MaxX(NEW.\(column)),
        ST_MinY(NEW.\(column)), ST_MaxY(NEW.\(column)))
      """
    let replace = """
      DELETE FROM \(index) WHERE id IN (OLD.\(id), NEW.\(id));
        INSERT INTO \(index) VALUES \(values)
      """
    let sameRow = "OLD.\(id) = NEW.\(id)"
    let otherRow = "OLD.\(id) != NEW.\(id)"

    func trigger(_ suffix: String, _ event: String, when: String, _ action: String)
      -> (name: String, sql: String)
    {
      let name = "\(self.name)_\(suffix)"
      let sql = """
        CREATE TRIGGER \(quoted(name)) AFTER \(event) ON \(table)
        WHEN \(when)
        BEGIN
          \(action);
        END
        """
      return (name, sql)
    }

    return [
      trigger(
        "insert",
        "INSERT",
        when: new,
        "INSERT OR REPLACE INTO \(index) VALUES \(values)"
      ),
      trigger(
        "update1",
        "UPDATE OF \(column)",
        when: "\(sameRow) AND \(new)",
        replace
      ),
      trigger(
        "update2",
        "UPDATE OF \(column)",
        when: "\(sameRow) AND \(notNew)",
        "DELETE FROM \(index) WHERE id = OLD.\(id)"
      ),
      trigger(
        "update3",
        "UPDATE",
        when: "\(otherRow) AND \(new)",
        replace
      ),
      trigger(
        "update4",
        "UPDATE",
        when: "\(otherRow) AND \(notNew)",
        "DELETE FROM \(index) WHERE id IN (OLD.\(id), NEW.\(id))"
      ),
      trigger(
        "delete",
        "DELETE",
        when: "OLD.\(column) NOTNULL",
        "DELETE FROM \(index) WHERE id = OLD.\(id)"
      ),
    ]
  }
}

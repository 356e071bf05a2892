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

  /// Statements that fill the empty index from the table.
  ///
  /// Rows are taken strip by strip, so that those that share a node come after each other: an
  /// R-tree filled so is quicker to fill and to search than one filled in the order of a file.
  var fill: String {
    let geometry = quoted(column)
    return """
      INSERT INTO \(quoted(name))
      SELECT \(quoted(id)), ST_MinX(\(geometry)), ST_MaxX(\(geometry)),
        ST_MinY(\(geometry)), ST_MaxY(\(geometry))
      FROM \(quoted(table)) WHERE \(geometry) NOTNULL AND NOT ST_IsEmpty(\(geometry))
      ORDER BY CAST(ST_MinX(\(geometry)) * 4 AS INTEGER), ST_MinY(\(geometry))
      """
  }

  /// The statement that stops the index from following new rows.
  var pause: String { "DROP TRIGGER \(quoted("\(name)_insert"))" }

  /// Statements after which the index holds the new rows and follows again.
  ///
  /// Right only where the index was empty when it was paused.
  var resume: [String] { [fill] + triggers.filter { $0.name == "\(name)_insert" }.map(\.sql) }

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

import GRDB
import GRDBSQLite
import LeadlineGeometry

/// The SQL functions that GeoPackage's R-tree triggers call: bounds and emptiness of a blob.
///
/// They are deterministic and have no effects. What is no geometry blob gives NULL.
///
/// Source: OGC 12-128r19, annex F.3, table "minimal runtime SQL functions".
enum SpatialFunctions {
  private typealias Function =
    @convention(c) (
      OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?
    ) -> Void

  private static let minX: Function = { context, _, values in
    SpatialFunctions.answer(context, values, .minX)
  }
  private static let maxX: Function = { context, _, values in
    SpatialFunctions.answer(context, values, .maxX)
  }
  private static let minY: Function = { context, _, values in
    SpatialFunctions.answer(context, values, .minY)
  }
  private static let maxY: Function = { context, _, values in
    SpatialFunctions.answer(context, values, .maxY)
  }
  private static let isEmpty: Function = { context, _, values in
    do {
      sqlite3_result_int(context, try SpatialFunctions.bounds(values) == nil ? 1 : 0)
    } catch {
      sqlite3_result_null(context)
    }
  }

  /// Registers all of them on a connection.
  static func register(on database: Database) throws {
    let functions: [(String, Function)] = [
      ("ST_MinX", minX), ("ST_MaxX", maxX), ("ST_MinY", minY), ("ST_MaxY", maxY),
      ("ST_IsEmpty", isEmpty),
    ]
    for (name, function) in functions {
      let code = sqlite3_create_function_v2(
        database.sqliteConnection,
        name,
        1,
        SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
        nil,
        function,
        nil,
        nil,
        nil
      )
      guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
  }

  private enum Side { case minX, maxX, minY, maxY }

  private static func answer(
    _ context: OpaquePointer?,
    _ values: UnsafeMutablePointer<OpaquePointer?>?,
    _ side: Side
  ) {
    guard let box = try? bounds(values) else {
      sqlite3_result_null(context)
      return
    }
    let value =
      switch side {
      case .minX: box.minX
      case .maxX: box.maxX
      case .minY: box.minY
      case .maxY: box.maxY
      }
    sqlite3_result_double(context, value)
  }

  /// The bounds of the only argument; nil when it is an empty geometry.
  private static func bounds(
    _ values: UnsafeMutablePointer<OpaquePointer?>?
  ) throws(WKBError) -> PlanarBounds? {
    guard let value = values?.pointee, sqlite3_value_type(value) == SQLITE_BLOB else {
      throw .noGeoPackageHeader
    }
    let start = sqlite3_value_blob(value)
    let count = start == nil ? 0 : Int(sqlite3_value_bytes(value))
    return try GeoPackageBlob.bounds(UnsafeRawBufferPointer(start: start, count: count))
  }
}

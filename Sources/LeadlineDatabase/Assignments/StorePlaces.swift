import Foundation
import GRDB
import GRDBSQLite
public import LeadlineGeometry
import LeadlineModel

/// The stores of a database as columns, in the order of their ids' bytes: what an assignment of all
/// of them needs, in some 50 bytes each.
public struct StorePlaces: Sendable {
  /// Degrees east, one per store.
  public private(set) var longitudes: [Double] = []
  /// Degrees north, one per store.
  public private(set) var latitudes: [Double] = []
  /// The stores that can't be taken: they have no place that can be read.
  public private(set) var rejects: [Reject] = []
  /// The row ids.
  private(set) var rows: [Int64] = []
  /// The territory of each store as a position in ``territoryNames``; -1 for none.
  private(set) var territories: [Int32] = []
  /// The different territories.
  private(set) var territoryNames: [String] = []
  /// Tells whether the file has changed since.
  let version: FileVersion
  private var idBytes: [UInt8] = []
  /// Where the bytes of each id begin, and behind the last where they end.
  private var idStarts: [Int] = [0]

  /// The number of stores.
  public var count: Int { rows.count }

  /// The id of a store.
  public func id(_ position: Int) -> String {
    withID(position) { String(decoding: $0, as: UTF8.self) }
  }

  /// The territory that a store has itself.
  func territory(_ position: Int) -> String? {
    let code = territories[position]
    return code < 0 ? nil : territoryNames[Int(code)]
  }

  /// Lends the bytes of a store's id.
  public func withID<Result>(
    _ position: Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    let range = idStarts[position]..<idStarts[position + 1]
    return try idBytes.withUnsafeBufferPointer {
      try body(UnsafeBufferPointer(rebasing: $0[range]))
    }
  }

  /// Reads all stores; nil when ids are there that are no text in UTF-8.
  init?(_ database: Database, version: FileVersion, progress: (Int) -> Void) throws {
    self.version = version
    let statement = try PreparedStatement(
      database,
      "SELECT \(TableLayout.rowID), id, territory, \(TableLayout.geometry) FROM stores"
    )
    defer { statement.reset() }
    var names: [[UInt8]: Int32] = [:]
    var lastName: (bytes: [UInt8], code: Int32) = ([], -1)
    var damaged: [(id: [UInt8], reject: Reject)] = []
    var done = 0
    while try statement.step() {
      done += 1
      if done.isMultiple(of: 4096) { progress(done) }
      guard statement.type(1) == SQLITE_TEXT, statement.withText(1, UTF8Check.isValid) else {
        return nil
      }
      guard let place = statement.withBlob(3, StoredPlace.coordinate) else {
        let id = statement.text(1)
        damaged.append(
          (Array(id.utf8), Reject(row: 0, field: "geometry", code: .badGeometry, value: id))
        )
        continue
      }
      rows.append(statement.integer(0))
      longitudes.append(place.longitude)
      latitudes.append(place.latitude)
      statement.withText(1) { idBytes.append(contentsOf: $0) }
      idStarts.append(idBytes.count)
      guard !statement.isNull(2) else {
        territories.append(-1)
        continue
      }
      let isLast = statement.withText(2) { $0.elementsEqual(lastName.bytes) }
      if !isLast || lastName.code < 0 {
        let bytes = statement.withText(2) { Array($0) }
        let code = names[bytes] ?? Int32(truncatingIfNeeded: territoryNames.count)
        if names.updateValue(code, forKey: bytes) == nil {
          territoryNames.append(String(decoding: bytes, as: UTF8.self))
        }
        lastName = (bytes, code)
      }
      territories.append(lastName.code)
    }
    sortByID()
    rejects = damaged.sorted { $0.id.lexicographicallyPrecedes($1.id) }.map(\.reject)
  }

  /// Brings the stores into the order of their ids, in which most files have them already.
  private mutating func sortByID() {
    let isSorted = (1..<max(1, count)).allSatisfy { precedes($0 - 1, $0) }
    guard !isSorted else { return }
    // The first eight bytes, as one number, decide most comparisons.
    var keys: [(prefix: UInt64, position: Int)] = rows.indices.map { position in
      let prefix = withID(position) { id in
        (0..<8).reduce(UInt64(0)) { $0 << 8 | ($1 < id.count ? UInt64(id[$1]) : 0) }
      }
      return (prefix, position)
    }
    keys.sort { left, right in
      left.prefix == right.prefix
        ? precedes(left.position, right.position) : left.prefix < right.prefix
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(idBytes.count)
    var starts = [0]
    starts.reserveCapacity(idStarts.count)
    for key in keys {
      withID(key.position) { bytes.append(contentsOf: $0) }
      starts.append(bytes.count)
    }
    idBytes = bytes
    idStarts = starts
    rows = keys.map { rows[$0.position] }
    longitudes = keys.map { longitudes[$0.position] }
    latitudes = keys.map { latitudes[$0.position] }
    territories = keys.map { territories[$0.position] }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    withID(left) { left in
      withID(right) { right in
        ByteOrder.compare(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right)) < 0
      }
    }
  }
}

/// The order in which SQLite has texts, that of their bytes.
enum ByteOrder {
  /// Less than 0, 0 or more, as the first goes before the second, is equal, or goes behind it.
  static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let shared = min(left.count, right.count)
    if shared > 0, let first = left.baseAddress, let second = right.baseAddress {
      // Both have at least as many bytes as are compared.
      let order = memcmp(first, second, shared)
      if order != 0 { return Int(order) }
    }
    return left.count - right.count
  }
}

extension LeadDatabase {
  /// Reads where all stores are, in one transaction.
  ///
  /// - Parameter progress: Called with the number of stores read, every few thousand.
  /// - Returns: Nil when other programs have put ids there that are no text; the stores then have to
  ///   be read one by one.
  /// - Throws: ``StorageError``.
  ///
  /// - Complexity: O(*n*), O(*n* log *n*) when they were not imported in the order of their ids.
  public func storePlaces(progress: (Int) -> Void = { _ in }) throws -> StorePlaces? {
    try read { try StorePlaces($0, version: version(in: $0), progress: progress) }
  }
}

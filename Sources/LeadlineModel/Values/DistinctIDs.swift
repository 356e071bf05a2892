/// Ids that must not come twice, in the order in which they came.
///
/// As long as each comes behind the one before it (shorter ones first, then by bytes), as in files that
/// databases write, none can come again and nothing is looked up. From the first on that does not, all
/// of them are in a table.
package struct DistinctIDs: Sendable {
  private var rising = TextColumn()
  /// Nil as long as all ids rose.
  private var table: IdentifierTable?

  /// Begins without any.
  package init() {}

  /// The number of ids.
  package var count: Int { table?.count ?? rising.count }

  /// All ids, by their positions.
  package var texts: TextColumn { table?.texts ?? rising }

  /// Adds an id behind the others, unless it is there already.
  ///
  /// - Returns: The position of the id; nil if it was there.
  package mutating func append(_ id: ArraySlice<UInt8>) -> Int32? {
    if table == nil {
      if rising.rises(to: id) {
        rising.append(id)
        return Int32(truncatingIfNeeded: rising.count - 1)
      }
      fillTable()
    }
    // The bytes are lent for the call, which reads them.
    let added = unsafe id.withUnsafeBufferPointer {
      unsafe table?.insert($0, hash: IdentifierTable.hash($0))
    }
    guard let (position, isNew) = added, isNew else { return nil }
    return Int32(truncatingIfNeeded: position)
  }

  /// Adds many ids behind the others, those that are there already left out.
  ///
  /// - Parameters:
  ///   - ids: The ids.
  ///   - areRising: Whether they are known to rise among themselves.
  /// - Returns: The position of each id that was added; -1 for one that was there.
  package mutating func append(_ ids: TextColumn, areRising: Bool) -> [Int32] {
    guard ids.count > 0 else { return [] }
    if table == nil {
      if areRising, rising.rises(to: ids[0]) {
        let start = Int32(truncatingIfNeeded: rising.count)
        rising.append(ids)
        return Array(start..<start + Int32(truncatingIfNeeded: ids.count))
      }
      fillTable()
    }
    return table?.insert(ids, hashes: Self.hashes(ids)) ?? []
  }

  private mutating func fillTable() {
    var table = IdentifierTable()
    _ = table.insert(rising, hashes: Self.hashes(rising))
    rising = TextColumn()
    self.table = table
  }

  private static func hashes(_ ids: TextColumn) -> [UInt32] {
    (0..<ids.count).map { position in
      // The bytes are lent for the call, which reads them.
      unsafe ids[position].withUnsafeBufferPointer { unsafe IdentifierTable.hash($0) }
    }
  }
}

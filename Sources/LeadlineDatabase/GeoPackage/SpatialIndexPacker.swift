import GRDB

/// Writes the nodes of an R-tree at once, from the leaves up, instead of inserting entry by entry.
///
/// The virtual table keeps a tree in three tables of its own. `_node` has one blob per node, all of
/// the same size: two bytes that in the root alone, node 1, are the height of the tree, two bytes
/// with the number of cells, then the cells, an id of 64 bits and the box as four numbers of 32, all
/// big endian. The id is that of a row in a leaf, of a node above. `_rowid` says which leaf has a
/// row, `_parent` which node is above another. SQLite goes on from there as from a tree of its own.
///
/// Source: https://www.sqlite.org/rtree.html, section 6, and rtree.c of SQLite 3.40, "Database
/// Format of R-Tree Tables".
struct SpatialIndexPacker {
  private let database: Database
  private let index: SpatialIndex
  private let nodeSize: Int
  private let cellsPerNode: Int

  private static let root: Int64 = 1

  /// Makes a packer for an R-tree of two dimensions.
  ///
  /// - Throws: ``StorageError/damaged(path:detail:)`` when the R-tree has no root.
  init(_ database: Database, _ index: SpatialIndex) throws {
    self.database = database
    self.index = index
    // The size follows from that of a page when the table is made, and never changes.
    let size = try Int.fetchOne(
      database,
      sql: "SELECT length(data) FROM \(quoted(index.name + "_node")) WHERE nodeno = \(Self.root)"
    )
    guard let size, size >= SpatialNode.headerSize + 4 * SpatialNode.cellSize else {
      throw StorageError.damaged(
        path: database.filePath,
        detail: "the R-tree \(index.name) has no root"
      )
    }
    nodeSize = size
    cellsPerNode = (size - SpatialNode.headerSize) / SpatialNode.cellSize
  }

  /// Replaces what the R-tree holds, within the transaction under way.
  ///
  /// - Parameter entries: All entries, no row id twice.
  /// - Throws: What SQLite reports.
  ///
  /// - Complexity: O(*n*).
  func pack(_ entries: SpatialEntries) throws {
    var entries = entries
    entries.sortByID()
    for table in ["_node", "_parent", "_rowid"] {
      try database.execute(sql: "DELETE FROM \(quoted(index.name + table))")
    }
    let rows = entries.entries
    let order = entries.hilbertOrder()
    var level = order.map { rows[Int($0)] }
    var height = 0
    var writer = try NodeWriter(database, index, nodeSize: nodeSize)
    try writeRows(rows, order, firstLeaf: writer.next)
    while level.count > cellsPerNode {
      level = try writer.write(level, groups: Self.groups(level.count, cellsPerNode), height)
      height += 1
    }
    try writer.writeRoot(level, height: height)
  }

  /// Says for each row, in the order of the row ids, in which leaf it is.
  private func writeRows(
    _ rows: [SpatialEntries.Entry],
    _ order: [UInt32],
    firstLeaf: Int64
  ) throws {
    var leaves = [Int64](repeating: Self.root, count: rows.count)
    if rows.count > cellsPerNode {
      let groups = Self.groups(rows.count, cellsPerNode)
      for group in 0..<groups {
        for slot in Self.range(group, of: groups, rows.count) {
          leaves[Int(order[slot])] = firstLeaf + Int64(group)
        }
      }
    }
    let insert = try PreparedStatement(
      database,
      "INSERT INTO \(quoted(index.name + "_rowid")) VALUES (?1, ?2)"
    )
    for (row, leaf) in zip(rows, leaves) {
      insert.bind(row.id, 1)
      insert.bind(leaf, 2)
      try insert.run()
    }
  }

  private static func groups(_ count: Int, _ most: Int) -> Int { (count + most - 1) / most }

  /// The cells of one node, so many that all nodes of a level have the same number but for one.
  fileprivate static func range(_ group: Int, of groups: Int, _ count: Int) -> Range<Int> {
    group * count / groups..<(group + 1) * count / groups
  }

  /// Writes nodes and what is above them, each behind the one before.
  private struct NodeWriter {
    private let node: PreparedStatement
    private let parent: PreparedStatement
    private var bytes: [UInt8]
    private(set) var next = SpatialIndexPacker.root + 1

    init(_ database: Database, _ index: SpatialIndex, nodeSize: Int) throws {
      bytes = Array(repeating: 0, count: nodeSize)
      node = try PreparedStatement(
        database,
        "INSERT INTO \(quoted(index.name + "_node")) VALUES (?1, ?2)"
      )
      parent = try PreparedStatement(
        database,
        "INSERT INTO \(quoted(index.name + "_parent")) VALUES (?1, ?2)"
      )
    }

    /// Writes the nodes of one level.
    ///
    /// - Returns: One cell per node, for the level above.
    mutating func write(
      _ cells: [SpatialEntries.Entry],
      groups: Int,
      _ height: Int
    ) throws -> [SpatialEntries.Entry] {
      var above: [SpatialEntries.Entry] = []
      above.reserveCapacity(groups)
      for group in 0..<groups {
        let range = SpatialIndexPacker.range(group, of: groups, cells.count)
        var box = cells[range.lowerBound].box
        for cell in cells[range] { box.formUnion(cell.box) }
        // Only the root says how high the tree is.
        try write(cells[range], to: next, height: 0)
        if height > 0 { try setParent(next, of: cells[range]) }
        above.append(SpatialEntries.Entry(id: next, box: box))
        next += 1
      }
      return above
    }

    mutating func writeRoot(_ cells: [SpatialEntries.Entry], height: Int) throws {
      try write(cells[...], to: SpatialIndexPacker.root, height: height)
      if height > 0 { try setParent(SpatialIndexPacker.root, of: cells[...]) }
    }

    private func setParent(_ node: Int64, of cells: ArraySlice<SpatialEntries.Entry>) throws {
      for cell in cells {
        parent.bind(cell.id, 1)
        parent.bind(node, 2)
        try parent.run()
      }
    }

    private mutating func write(
      _ cells: ArraySlice<SpatialEntries.Entry>,
      to number: Int64,
      height: Int
    ) throws {
      bytes.withUnsafeMutableBytes { bytes in
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        Self.put(UInt16(truncatingIfNeeded: height), into: bytes, at: 0)
        Self.put(UInt16(truncatingIfNeeded: cells.count), into: bytes, at: 2)
        var place = SpatialNode.headerSize
        for cell in cells {
          Self.put(UInt64(bitPattern: cell.id), into: bytes, at: place)
          Self.put(cell.box.minX.bitPattern, into: bytes, at: place + 8)
          Self.put(cell.box.maxX.bitPattern, into: bytes, at: place + 12)
          Self.put(cell.box.minY.bitPattern, into: bytes, at: place + 16)
          Self.put(cell.box.maxY.bitPattern, into: bytes, at: place + 20)
          place += SpatialNode.cellSize
        }
      }
      node.bind(number, 1)
      try node.bind(blob: bytes, 2)
      try node.run()
    }

    private static func put(
      _ value: some FixedWidthInteger,
      into bytes: UnsafeMutableRawBufferPointer,
      at place: Int
    ) {
      bytes.storeBytes(of: value.bigEndian, toByteOffset: place, as: type(of: value))
    }
  }
}

/// What a header says of the rows below it.
package struct CSVShape: Hashable, Sendable {
  /// The names of the columns.
  package let columns: [String]
  /// The byte between fields.
  package let delimiter: UInt8
  /// How many bytes a row may have.
  package let limit: Int
}

/// Some whole rows of a CSV file, one behind the other.
package struct CSVBlock: Sendable {
  /// The rows as they stand in the file, and empty lines.
  package var bytes: [UInt8]
  /// Whether no row is badly quoted and none has a NUL, so that rows end at line ends outside of
  /// quotes and nowhere else.
  package let isPlain: Bool
  /// How many rows are the block's own; nil for all.
  ///
  /// What is behind them is there because a quote at fault may show itself only far behind its row.
  package let rowLimit: Int?
  /// Whether the file ends with the block.
  package let isLast: Bool
  /// The bytes of the file up to the end of the block, for progress.
  package let bytesRead: Int
}

/// Reads the rows of a block one by one, whatever they are; what it gives is what ``CSVReader`` gives.
package struct CSVBlockRows {
  private var core: CSVReaderCore
  private var rowsLeft: Int

  /// Makes a reader of a block's rows, which are numbered from 1.
  package init(_ block: CSVBlock, _ shape: CSVShape) {
    core = CSVReaderCore(shape, bytes: block.bytes, atEnd: block.isLast)
    rowsLeft = block.rowLimit ?? .max
  }

  /// Makes a reader of a single row in memory.
  package init(row bytes: [UInt8], _ shape: CSVShape) {
    core = CSVReaderCore(shape, bytes: bytes, atEnd: true)
    rowsLeft = 1
  }

  /// Reads the next row into `row`.
  ///
  /// - Throws: ``CSVError`` where the file can't be read further.
  package mutating func next(into row: inout InputRow) throws(CSVError) -> ReadStep {
    guard rowsLeft > 0 else { return .end }
    rowsLeft -= 1
    return try core.next(into: &row) ?? .end
  }
}

/// A reader whose rows can be had in blocks.
package protocol CSVBlockReadable {
  /// Gives up the rows not read yet, to be read in blocks.
  func blocks(ofBytes blockSize: Int) -> CSVBlockReader
}

/// Cuts the rows of a CSV file into blocks, so that several threads can read them.
///
/// Every block begins where a row begins and ends where one ends. To find such a place, only the
/// quotes have to be looked at: while each one opens or closes a field as RFC 4180 has it, a line end
/// outside of quotes ends a row. Where a quote stands elsewhere, the rows are read one by one to
/// find where they end.
package struct CSVBlockReader {
  /// What the header says.
  package let shape: CSVShape
  private var unreadSource: (any ByteSource)?
  private var head: ArraySlice<UInt8>
  private var carried: [UInt8] = []
  private var bytesRead: Int
  private let blockSize: Int

  init(
    _ shape: CSVShape,
    source: any ByteSource,
    head: [UInt8],
    bytesRead: Int,
    blockSize: Int
  ) {
    self.shape = shape
    unreadSource = source
    self.head = head[...]
    self.bytesRead = bytesRead
    self.blockSize = max(1, blockSize)
  }

  /// Reads the next block; nil behind the last.
  ///
  /// - Parameter memory: An array no longer needed, whose memory the block may take.
  /// - Returns: Rows that begin where the last block's end, one at least.
  /// - Throws: What the source throws.
  /// - Complexity: O(bytes).
  package mutating func next(reusing memory: consuming [UInt8] = []) throws -> CSVBlock? {
    var bytes = memory
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: carried)
    carried.removeAll(keepingCapacity: true)
    var target = max(blockSize, bytes.count + blockSize / 2)
    while true {
      try fill(&bytes, upTo: target)
      guard !bytes.isEmpty else { return nil }
      let isLast = unreadSource == nil
      let plainCut = CSVBlockCutter.cut(bytes, delimiter: shape.delimiter, isLast: isLast)
      // A record beyond the limit is for the reader of rows to tell of.
      let isPlain = plainCut != nil && bytes.count <= shape.limit
      let (cut, rows) = isPlain ? (plainCut ?? 0, nil) : endOfRows(bytes, isLast: isLast)
      if cut > 0 {
        carried.append(contentsOf: bytes[cut...])
        if isPlain { bytes.removeLast(bytes.count - cut) }
        bytesRead += cut
        return CSVBlock(
          bytes: bytes,
          isPlain: isPlain,
          rowLimit: rows,
          isLast: isLast,
          bytesRead: bytesRead
        )
      }
      // Not one whole row yet.
      target = max(target, bytes.count) * 2
    }
  }

  private mutating func fill(_ bytes: inout [UInt8], upTo target: Int) throws {
    bytes.reserveCapacity(target)
    if !head.isEmpty {
      let part = head.prefix(max(0, target - bytes.count))
      bytes.append(contentsOf: part)
      head = head.dropFirst(part.count)
    }
    while bytes.count < target, unreadSource != nil {
      let count = try unreadSource?.read(into: &bytes, upTo: target - bytes.count) ?? 0
      if count == 0 { unreadSource = nil }
    }
  }

  /// Where the last whole row ends, and how many rows there are until then; the end of the bytes
  /// where reading fails, which then fails again for whoever reads the block.
  private func endOfRows(_ bytes: [UInt8], isLast: Bool) -> (end: Int, rows: Int?) {
    guard !isLast else { return (bytes.count, nil) }
    var core = CSVReaderCore(shape, bytes: bytes, atEnd: false)
    var row = InputRow()
    var rows = 0
    do {
      while try core.next(into: &row) != nil { rows += 1 }
      return (core.consumed, rows)
    } catch {
      return (bytes.count, nil)
    }
  }
}

/// Reads CSV row by row in constant memory.
///
/// RFC 4180, and what the world makes of it:
/// - A byte order mark is skipped; lines end with LF, CR LF or CR, mixed as they come.
/// - Fields are parted by commas, or by the semicolon or tab that the header line uses more often.
/// - A quote opens a quoted field only as the first byte of the field; elsewhere it is text.
///   Quoted fields may hold delimiters, line ends and doubled quotes. Spaces belong to the field.
/// - Empty lines are skipped. An empty field, quoted or not, is `missing`.
/// - The names of the header are trimmed; an empty one becomes `column_N`, N counting from 1.
///
/// A row that is badly quoted, not UTF-8 or not as long as the header is one
/// ``ReadStep/reject(_:)``. Behind a badly quoted row reading goes on in the line after the one
/// where the quote at fault opened, so that one stray quote does not swallow the rows below it.
///
/// Source: RFC 4180, sections 2.1 to 2.7.
package struct CSVReader<Source: ByteSource>: RowReader, CSVBlockReadable {
  private var source: Source
  private var core: CSVReaderCore

  /// Makes a reader and reads the header line.
  ///
  /// - Parameter source: The bytes, in UTF-8.
  /// - Throws: ``CSVError`` when there is no usable header, and what the source throws.
  package init(_ source: Source) throws {
    try self.init(source, bufferSize: 1 << 18, limit: 1 << 24)
  }

  /// Makes a reader with a buffer and a longest record of its own.
  init(_ source: Source, bufferSize: Int, limit: Int) throws {
    self.source = source
    core = CSVReaderCore(bufferSize: bufferSize, limit: limit)
    while try !core.readHeader() { try fill() }
  }

  package var columns: [String] { core.columns }
  package var declaredDatum: Datum? { nil }
  package var bytesRead: Int { core.bytesRead }

  /// Gives up the rows not read yet, to be read in blocks.
  ///
  /// - Parameter blockSize: How many bytes a block has as a rule; a record beyond that is not cut.
  /// - Returns: A reader of what is left.
  package func blocks(ofBytes blockSize: Int) -> CSVBlockReader {
    CSVBlockReader(
      core.shape,
      source: source,
      head: Array(core.unread),
      bytesRead: core.bytesRead,
      blockSize: blockSize
    )
  }

  /// Reads the next row into `row`.
  ///
  /// - Throws: ``CSVError/binary(row:)`` at a NUL byte, ``CSVError/rowTooLong(row:limit:)`` for a
  ///   record beyond 16 MiB, and what the source throws.
  /// - Complexity: O(length of the row); no allocation once the row has grown to its size.
  package mutating func next(into row: inout InputRow) throws -> ReadStep {
    while true {
      if let step = try core.next(into: &row) { return step }
      try fill()
    }
  }

  private mutating func fill() throws {
    let wanted = core.makeRoom()
    var missing = wanted
    while missing > 0 {
      let count = try source.read(into: &core.buffer, upTo: missing)
      guard count > 0 else {
        core.atEnd = true
        break
      }
      missing -= count
    }
    core.pulled += wanted - missing
  }
}

/// All of the reader that does not depend on its source, so that it is compiled once.
struct CSVReaderCore {
  var buffer: [UInt8] = []
  /// Whether the source has no more bytes than the buffer.
  var atEnd = false
  /// Bytes that came from the source so far.
  var pulled = 0
  private(set) var columns: [String] = []

  private var scanner = CSVScanner(delimiter: UInt8(ascii: ","))
  private var start = 0
  private var row = 0
  private var target: Int
  private let limit: Int
  private var isFirst = true
  private var delimiterIsKnown = false

  init(bufferSize: Int, limit: Int) {
    target = max(8, bufferSize)
    self.limit = limit
  }

  /// Makes a core for rows in memory whose header was read before.
  init(_ shape: CSVShape, bytes: [UInt8], atEnd: Bool) {
    buffer = bytes
    self.atEnd = atEnd
    columns = shape.columns
    scanner = CSVScanner(delimiter: shape.delimiter)
    limit = shape.limit
    target = bytes.count
    isFirst = false
    delimiterIsKnown = true
  }

  var bytesRead: Int { pulled - (buffer.count - start) }

  /// What is known of the rows once the header is read.
  var shape: CSVShape {
    CSVShape(columns: columns, delimiter: scanner.delimiter, limit: limit)
  }

  /// What is in the buffer and not read yet.
  var unread: ArraySlice<UInt8> { buffer[start...] }

  /// How many bytes of the buffer are read.
  var consumed: Int { start }

  /// Moves what is not read yet to the front, and returns how many bytes the buffer still takes.
  mutating func makeRoom() -> Int {
    buffer.removeSubrange(0..<start)
    start = 0
    if buffer.count >= target { target *= 2 }
    buffer.reserveCapacity(target)
    return target - buffer.count
  }

  /// Reads the header line; false if more bytes are needed.
  mutating func readHeader() throws(CSVError) -> Bool {
    guard skipStart() else { return false }
    guard start < buffer.count else {
      guard atEnd else { return false }
      throw .empty
    }
    if !delimiterIsKnown {
      let line = buffer[start...]
      if let known = CSVScanner.delimiter(ofHeader: line, atEnd: atEnd) {
        scanner.delimiter = known
        delimiterIsKnown = true
      } else if line.count <= limit {
        return false
      }
    }
    var header = InputRow()
    switch scan(&header.cells) {
    case .unfinished:
      guard buffer.count - start <= limit else { throw .rowTooLong(row: 0, limit: limit) }
      return false
    case .nul:
      throw .binary(row: 0)
    case .badQuoting(_, let end):
      throw .headerBadQuoting(beginning: beginning(upTo: end))
    case .record(let textEnd, let next):
      guard textEnd - start <= limit else { throw .rowTooLong(row: 0, limit: limit) }
      guard UTF8Check.isValid(buffer[start..<textEnd]) else { throw .headerNotUTF8 }
      fill(&header, upTo: textEnd)
      try name(header)
      start = next
      return true
    }
  }

  /// Reads one row; nil if more bytes are needed.
  mutating func next(into row: inout InputRow) throws(CSVError) -> ReadStep? {
    skipLineEnds()
    row.clear(number: self.row + 1)
    guard start < buffer.count else { return atEnd ? .end : nil }
    let number = self.row + 1
    let outcome = scan(&row.cells)
    if case .record(let textEnd, let next) = outcome, textEnd - start <= limit {
      defer { start = next }
      if scanner.beyondASCII && !UTF8Check.isValid(buffer[start..<textEnd]) {
        return reject(&row, .badEncoding, beginning(upTo: textEnd))
      }
      guard row.cells.count == columns.count else {
        let counts = "\(row.cells.count) of \(columns.count) columns: "
        return reject(&row, .raggedRow, counts + beginning(upTo: textEnd))
      }
      fill(&row, upTo: textEnd)
      self.row = number
      return .row
    }
    // The cells found so far point to bytes that the row does not have.
    row.clear(number: number)
    switch outcome {
    case .nul:
      throw .binary(row: number)
    case .record:
      throw .rowTooLong(row: number, limit: limit)
    case .unfinished:
      guard buffer.count - start <= limit else { throw .rowTooLong(row: number, limit: limit) }
      return nil
    case .badQuoting(let quote, let end):
      let lineEnd = buffer[quote...].firstIndex { $0 == 0x0a || $0 == 0x0d }
      guard max(end, lineEnd ?? buffer.count) - start <= limit else {
        throw .rowTooLong(row: number, limit: limit)
      }
      guard lineEnd != nil || atEnd else { return nil }
      let step = reject(&row, .badQuoting, beginning(upTo: end))
      start = lineEnd ?? buffer.count
      return step
    }
  }

  private mutating func scan(_ cells: inout [InputRow.Cell]) -> CSVScanner.Outcome {
    // The pointer does not leave the closure.
    buffer.withUnsafeBufferPointer {
      scanner.scan($0, from: start, atEnd: atEnd, cells: &cells)
    }
  }

  private mutating func reject(
    _ row: inout InputRow,
    _ code: Reject.Code,
    _ value: String
  ) -> ReadStep {
    self.row += 1
    row.clear(number: self.row)
    return .reject(Reject(row: self.row, field: "", code: code, value: value))
  }

  /// Copies the record's text into the row, and makes single quotes of doubled ones.
  private func fill(_ row: inout InputRow, upTo textEnd: Int) {
    row.bytes.append(contentsOf: buffer[start..<textEnd])
    for column in scanner.escaped {
      let cell = row.cells[column]
      var end = cell.start
      var position = cell.start
      while position < cell.end {
        let byte = row.bytes[position]
        row.bytes[end] = byte
        end += 1
        position += byte == UInt8(ascii: "\"") ? 2 : 1
      }
      row.cells[column].end = end
    }
  }

  /// The beginning of the present record, long enough for the 80 characters of a reject.
  private func beginning(upTo end: Int) -> String {
    String(decoding: buffer[start..<min(end, start + 400)], as: UTF8.self)
  }

  private mutating func skipLineEnds() {
    while start < buffer.count && (buffer[start] == 0x0a || buffer[start] == 0x0d) { start += 1 }
  }

  /// Skips the byte order mark and empty lines; false if more bytes are needed.
  private mutating func skipStart() -> Bool {
    if isFirst {
      guard buffer.count >= 3 || atEnd else { return false }
      if buffer.starts(with: [0xef, 0xbb, 0xbf]) { start = 3 }
      isFirst = false
    }
    skipLineEnds()
    return true
  }

  private mutating func name(_ header: InputRow) throws(CSVError) {
    guard header.cells.count <= InputRow.columnLimit else {
      throw .tooManyColumns(limit: InputRow.columnLimit)
    }
    // Names are compared byte by byte, as ids are: Strings that only look alike are equal.
    var positions: [[UInt8]: Int] = [:]
    for column in header.cells.indices {
      let text = String(decoding: header.value(column), as: UTF8.self)
      let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
      let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? start
      var name = String(text[start..<end])
      if name.isEmpty { name = "column_\(column + 1)" }
      if let first = positions.updateValue(column, forKey: Array(name.utf8)) {
        throw .duplicateColumn(name: name, first: first + 1, second: column + 1)
      }
      columns.append(name)
    }
  }
}

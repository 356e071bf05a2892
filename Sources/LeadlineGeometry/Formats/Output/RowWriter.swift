package import Foundation

/// Writes rows in any ``OutputFormat``, cell by cell.
///
/// A command appends the cells of a row in the order of the columns, says where the row lies if
/// it lies anywhere, and ends the row; the same loop serves every format. Cells left out at the
/// end of a row are null.
///
/// | | csv | table | json, ndjson, geojson |
/// |---|---|---|---|
/// | null, a number that is not finite | empty | empty | `null` |
/// | flag | `1`, `0` | `yes`, `no` | `true`, `false` |
/// | time | text in UTC | text in UTC | text in UTC |
/// | raw JSON | text | text | as it is |
/// | place | – | – | the feature's geometry (geojson only) |
///
/// Text that starts with `=`, `+`, `-` or `@` is data and is written as it is.
///
/// - Complexity: A CSV row costs no allocation.
package struct RowWriter {
  private let format: OutputFormat
  private let columns: [OutputColumn]
  /// The names as JSON members: `"name":`.
  private let members: [[UInt8]]
  private let sink: ([UInt8]) throws -> Void
  private let chunk: Int
  private var out: [UInt8] = []
  private var scratch: [UInt8] = []
  private var geometry: [UInt8] = []
  private var table: TableLayout
  private var column = 0
  private var rows = 0
  private var isFinished = false

  /// Makes a writer.
  ///
  /// - Parameters:
  ///   - format: What is written.
  ///   - columns: At least one.
  ///   - chunk: How many bytes are gathered before they go out.
  ///   - sink: Takes the bytes, in order.
  package init(
    format: OutputFormat,
    columns: [OutputColumn],
    chunk: Int = 1 << 16,
    sink: @escaping ([UInt8]) throws -> Void
  ) {
    precondition(!columns.isEmpty, "rows have at least one column")
    self.format = format
    self.columns = columns
    self.chunk = chunk
    self.sink = sink
    members = columns.map { column in
      var member: [UInt8] = []
      OutputText.appendJSON(column.name, to: &member)
      member.append(UInt8(ascii: ":"))
      return member
    }
    table = TableLayout(columns: columns)
    out.reserveCapacity(chunk + chunk / 4)
    switch format {
    case .csv:
      for (position, column) in columns.enumerated() {
        if position > 0 { out.append(UInt8(ascii: ",")) }
        OutputText.appendCSVName(column.name, to: &out)
      }
      out.append(UInt8(ascii: "\n"))
    case .json: out.append(UInt8(ascii: "["))
    case .geojson: append(#"{"type":"FeatureCollection","features":["#)
    case .table, .ndjson: break
    }
  }

  /// Appends text.
  package mutating func text(_ value: String) {
    var value = value
    value.withUTF8 { appendText($0) }
  }

  /// Appends text in UTF-8; bytes that are none become U+FFFD.
  package mutating func text(bytes: some Collection<UInt8>) {
    guard UTF8Check.isValid(bytes) else { return text(String(decoding: bytes, as: UTF8.self)) }
    let isDone: Void? = bytes.withContiguousStorageIfAvailable { appendText($0) }
    if isDone == nil { Array(bytes).withUnsafeBufferPointer { appendText($0) } }
  }

  /// Appends a number in its shortest form; null if it is not finite.
  package mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    appendPlain { DecimalWriter.appendShortest(value, to: &$0) }
  }

  /// Appends a number with 0 to 15 decimals; null if it is not finite.
  package mutating func fixed(_ value: Double, decimals: Int) {
    guard value.isFinite else { return null() }
    appendPlain { DecimalWriter.append(value, decimals: decimals, to: &$0) }
  }

  /// Appends a whole number.
  package mutating func integer(_ value: Int) {
    appendPlain { DecimalWriter.append(Int64(value), to: &$0) }
  }

  /// Appends a time in UTC; null outside the years 0…9999.
  package mutating func time(_ value: Date) {
    scratch.removeAll(keepingCapacity: true)
    guard TimeWriter.append(value, to: &scratch) else { return null() }
    appendScratch()
  }

  /// Appends yes or no.
  package mutating func flag(_ value: Bool) {
    switch format {
    case .csv: appendPlain { $0.append(UInt8(ascii: value ? "1" : "0")) }
    case .table: text(value ? "yes" : "no")
    case .json, .ndjson, .geojson:
      appendPlain { $0.append(contentsOf: (value ? "true" : "false").utf8) }
    }
  }

  /// Appends nothing.
  package mutating func null() {
    switch format {
    case .csv, .table: appendText(UnsafeBufferPointer(start: nil, count: 0))
    case .json, .ndjson, .geojson: appendPlain { $0.append(contentsOf: "null".utf8) }
    }
  }

  /// Appends a value that is JSON text already, well-formed and in one line.
  package mutating func rawJSON(_ value: some Collection<UInt8>) {
    switch format {
    case .csv, .table: text(bytes: value)
    case .json, .ndjson, .geojson: appendPlain { $0.append(contentsOf: value) }
    }
  }

  /// Says where the row lies, as the JSON text of a GeoJSON geometry; only GeoJSON writes it.
  ///
  /// - Parameter append: Appends the text, in one line; not called for other formats.
  package mutating func geometry(_ append: (inout [UInt8]) -> Void) {
    guard format == .geojson else { return }
    geometry.removeAll(keepingCapacity: true)
    append(&geometry)
  }

  /// Appends whole rows that are written in the writer's format already, CSV or ndjson.
  ///
  /// - Throws: What the sink throws.
  package mutating func append(rows bytes: [UInt8]) throws {
    precondition(format == .csv || format == .ndjson, "other formats count their rows")
    precondition(column == 0, "a row is open")
    guard out.count + bytes.count >= chunk else { return out.append(contentsOf: bytes) }
    try flush()
    try sink(bytes)
  }

  /// Ends the row.
  ///
  /// - Throws: What the sink throws.
  package mutating func endRow() throws {
    while column < columns.count { null() }
    switch format {
    case .csv: out.append(UInt8(ascii: "\n"))
    case .table: table.endRow(to: &out)
    case .json: out.append(UInt8(ascii: "}"))
    case .ndjson: append("}\n")
    case .geojson:
      append(#"},"geometry":"#)
      if geometry.isEmpty { append("null") } else { out.append(contentsOf: geometry) }
      geometry.removeAll(keepingCapacity: true)
      out.append(UInt8(ascii: "}"))
    }
    column = 0
    rows += 1
    if out.count >= chunk { try flush() }
  }

  /// Closes what is open and hands out the rest; further calls do nothing.
  ///
  /// - Throws: What the sink throws.
  package mutating func finish() throws {
    guard !isFinished else { return }
    isFinished = true
    switch format {
    case .csv, .ndjson: break
    case .table: table.flush(to: &out)
    case .json: append(rows > 0 ? "\n]\n" : "]\n")
    case .geojson: append(rows > 0 ? "\n]}\n" : "]}\n")
    }
    try flush()
  }

  private mutating func flush() throws {
    guard !out.isEmpty else { return }
    try sink(out)
    out.removeAll(keepingCapacity: true)
  }

  /// Appends what stands before the next cell, and counts it.
  private mutating func beginCell() {
    precondition(column < columns.count, "a row has no more cells than columns")
    switch format {
    case .csv: if column > 0 { out.append(UInt8(ascii: ",")) }
    case .table: break
    case .json, .ndjson, .geojson:
      if column > 0 { out.append(UInt8(ascii: ",")) } else { beginObject() }
      out.append(contentsOf: members[column])
    }
    column += 1
  }

  private mutating func beginObject() {
    if format != .ndjson { append(rows > 0 ? ",\n" : "\n") }
    append(format == .geojson ? #"{"type":"Feature","properties":{"# : "{")
  }

  private mutating func appendText(_ text: UnsafeBufferPointer<UInt8>) {
    beginCell()
    switch format {
    case .csv:
      // An empty line would be no row.
      if text.isEmpty && columns.count == 1 { return append("\"\"") }
      OutputText.appendCSV(text, to: &out)
    case .table: table.append(text)
    case .json, .ndjson, .geojson: OutputText.appendJSON(text, to: &out)
    }
  }

  /// Appends a cell that needs no escapes.
  private mutating func appendPlain(_ write: (inout [UInt8]) -> Void) {
    guard format == .table else {
      beginCell()
      return write(&out)
    }
    scratch.removeAll(keepingCapacity: true)
    write(&scratch)
    appendScratch()
  }

  private mutating func appendScratch() {
    // Taken out of self for the call, which writes to other parts of self.
    let text = scratch
    text.withUnsafeBufferPointer { appendText($0) }
  }

  private mutating func append(_ text: StaticString) {
    out.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    )
  }
}

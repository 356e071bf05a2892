/// Lays rows out in aligned columns.
///
/// The first 1,000 rows are kept until the widths of the columns are known from them; later cells
/// that are wider push the rest of their row to the right.
struct TableLayout {
  private struct Cell {
    var end: Int
    var width: Int
  }

  private let columns: [OutputColumn]
  private let sample: Int
  private var widths: [Int] = []
  /// The text of the rows not laid out yet, cell behind cell, and their ends and widths.
  private var text: [UInt8] = []
  private var cells: [Cell] = []
  private var isFixed = false

  /// Makes a layout that knows its widths after `sample` rows.
  init(columns: [OutputColumn], sample: Int = 1000) {
    self.columns = columns
    self.sample = sample
    for column in columns {
      var name = column.name
      name.withUTF8 { append($0) }
    }
  }

  /// Adds the next cell.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    let width = OutputText.appendForTerminal(bytes, to: &text)
    cells.append(Cell(end: text.count, width: width))
  }

  /// Ends a row, whose cells were all appended.
  mutating func endRow(to out: inout [UInt8]) {
    if isFixed || cells.count >= columns.count * (sample + 1) { flush(to: &out) }
  }

  /// Writes what is kept, the header first.
  mutating func flush(to out: inout [UInt8]) {
    guard !columns.isEmpty else { return }
    let isStart = !isFixed
    if isStart {
      widths = columns.map { _ in 0 }
      for (position, cell) in cells.enumerated() {
        let column = position % columns.count
        widths[column] = max(widths[column], cell.width)
      }
      isFixed = true
    }
    var start = 0
    for (position, cell) in cells.enumerated() {
      let column = position % columns.count
      let isLast = column == columns.count - 1
      let padding = max(0, widths[column] - cell.width)
      if columns[column].alignment == .right { appendSpaces(padding, to: &out) }
      out.append(contentsOf: text[start..<cell.end])
      start = cell.end
      if !isLast {
        if columns[column].alignment == .left { appendSpaces(padding, to: &out) }
        appendSpaces(2, to: &out)
        continue
      }
      out.append(UInt8(ascii: "\n"))
      if isStart && position == columns.count - 1 { appendRule(to: &out) }
    }
    text.removeAll(keepingCapacity: true)
    cells.removeAll(keepingCapacity: true)
  }

  private func appendRule(to out: inout [UInt8]) {
    for (column, width) in widths.enumerated() {
      if column > 0 { appendSpaces(2, to: &out) }
      out.append(contentsOf: repeatElement(UInt8(ascii: "-"), count: width))
    }
    out.append(UInt8(ascii: "\n"))
  }

  private func appendSpaces(_ count: Int, to out: inout [UInt8]) {
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
  }
}

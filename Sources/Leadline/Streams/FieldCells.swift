import LeadlineGeometry

/// Texts as fields of CSV, ready to be written, each in one place in memory.
///
/// Who writes the same texts again and again in any order waits for memory more than for anything
/// else: a text of up to 15 bytes takes one access here.
struct FieldCells: Sendable {
  /// The bytes of a field, and in the last lane how many there are.
  typealias Cell = SIMD16<UInt8>

  private static let capacity = Cell.scalarCount - 1

  private var cells: [Cell] = []
  /// The fields that no cell holds, by position; their cells say so by a length beyond all others.
  private var longer: [Int: [UInt8]] = [:]
  private var scratch: [UInt8] = []

  /// Adds a text behind the others.
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    scratch.removeAll(keepingCapacity: true)
    OutputText.appendCSV(text, to: &scratch)
    var cell = Cell(repeating: 0)
    if scratch.count <= Self.capacity {
      withUnsafeMutableBytes(of: &cell) { $0.copyBytes(from: scratch) }
      cell[Self.capacity] = UInt8(scratch.count)
    } else {
      cell[Self.capacity] = .max
      longer[cells.count] = scratch
    }
    cells.append(cell)
  }

  /// Makes room for so many texts.
  mutating func reserveCapacity(_ count: Int) { cells.reserveCapacity(count) }

  /// Tells whether all of some fields have cells; to ask so fetches them from memory side by side.
  @inline(__always)
  func areShort(_ positions: ArraySlice<UInt32>) -> Bool {
    var lengths: UInt8 = 0
    for position in positions { lengths |= cells[Int(position)][Self.capacity] }
    return lengths <= Self.capacity
  }

  /// Writes the field of a text that has a cell.
  @inline(__always)
  func writeShort(_ position: Int, to text: RowText) {
    let cell = cells[position]
    text.append(cell, count: Int(cell[Self.capacity]))
  }

  /// Writes the field of a text.
  @inline(__always)
  func write(_ position: Int, to text: RowText) {
    if cells[position][Self.capacity] <= Self.capacity {
      writeShort(position, to: text)
    } else {
      longer[position]?.withUnsafeBufferPointer { text.append($0) }
    }
  }
}

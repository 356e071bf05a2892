import LeadlineGeometry

/// The rows of one block as columns: what a job asked for, and nothing else.
///
/// One thread fills it again and again, so it keeps its memory. Texts are places in the block's
/// bytes, or in a buffer of its own for the few rows whose text the block has in other form; the
/// pointers given out are good until the next block.
package final class RowColumns {
  /// The number of rows.
  private(set) var count = 0
  /// Degrees east, WGS 84; NaN for rows without a place.
  private(set) var longitudes: UnsafeMutablePointer<Double>
  /// Degrees north, WGS 84; NaN for rows without a place.
  private(set) var latitudes: UnsafeMutablePointer<Double>
  /// The number of each row, 1 for the first of the block.
  private(set) var numbers: UnsafeMutablePointer<Int32>

  private struct Text {
    var start: UInt32
    var length: UInt32
    /// Whether `start` is a place in the own buffer.
    static let ownBit: UInt32 = 1 << 31
  }

  private let textColumns: Int
  private let valueColumns: Int
  private var texts: UnsafeMutablePointer<Text>
  private var values: UnsafeMutablePointer<Double>
  private var capacity = 0
  private var block: UnsafePointer<UInt8>?
  private var own: UnsafeMutablePointer<UInt8>
  private var ownCount = 0
  private var ownCapacity = 0

  /// Makes empty columns.
  init(texts: Int, values: Int) {
    textColumns = texts
    valueColumns = values
    longitudes = .allocate(capacity: 0)
    latitudes = .allocate(capacity: 0)
    numbers = .allocate(capacity: 0)
    self.texts = .allocate(capacity: 0)
    self.values = .allocate(capacity: 0)
    own = .allocate(capacity: 0)
  }

  deinit {
    longitudes.deallocate()
    latitudes.deallocate()
    numbers.deallocate()
    texts.deallocate()
    values.deallocate()
    own.deallocate()
  }

  /// Empties the columns for a block whose bytes stay where they are until the next call.
  func begin(_ bytes: UnsafeBufferPointer<UInt8>) {
    block = bytes.baseAddress
    count = 0
    ownCount = 0
  }

  /// Makes sure that the next row has room; its cells are set before it is ended.
  @inline(__always)
  func beginRow() {
    if count == capacity { grow() }
  }

  /// Counts the row whose cells are set.
  @inline(__always)
  func endRow(number: Int, longitude: Double, latitude: Double) {
    numbers[count] = Int32(truncatingIfNeeded: number)
    longitudes[count] = longitude
    latitudes[count] = latitude
    count &+= 1
  }

  /// Sets a text of the row begun, by its place in the block.
  @inline(__always)
  func setText(_ column: Int, start: Int, end: Int) {
    assert((0..<textColumns).contains(column), "a text goes to a column of texts")
    texts[column &* capacity &+ count] = Text(
      start: UInt32(truncatingIfNeeded: start),
      length: UInt32(truncatingIfNeeded: end &- start)
    )
  }

  /// Sets a text of the row begun to a copy; none is an empty one.
  func setText(_ column: Int, copying text: String) {
    assert((0..<textColumns).contains(column), "a text goes to a column of texts")
    var text = text
    let start = ownCount
    text.withUTF8 { bytes in
      if ownCount + bytes.count > ownCapacity { growOwn(by: bytes.count) }
      // Room for them was made just above.
      if let base = bytes.baseAddress { (own + start).update(from: base, count: bytes.count) }
      ownCount += bytes.count
    }
    texts[column * capacity + count] = Text(
      start: UInt32(truncatingIfNeeded: start) | Text.ownBit,
      length: UInt32(truncatingIfNeeded: ownCount - start)
    )
  }

  /// Sets a value of the row begun; NaN is none.
  @inline(__always)
  func setValue(_ column: Int, _ value: Double) {
    assert((0..<valueColumns).contains(column), "a value goes to a column of values")
    values[column &* capacity &+ count] = value
  }

  /// A text of a row; empty where it has none.
  @inline(__always)
  func text(_ column: Int, _ row: Int) -> UnsafeBufferPointer<UInt8> {
    let text = texts[column &* capacity &+ row]
    let isOwn = text.start & Text.ownBit != 0
    let base = isOwn ? UnsafePointer(own) : block
    return UnsafeBufferPointer(
      start: base.map { $0 + Int(text.start & ~Text.ownBit) },
      count: Int(text.length)
    )
  }

  /// The place of a row that has one.
  @inline(__always)
  func coordinate(_ row: Int) -> Coordinate {
    // Checked when the row was decoded.
    Coordinate(uncheckedLongitude: longitudes[row], latitude: latitudes[row])
  }

  /// A value of a row; NaN where it has none.
  @inline(__always)
  func value(_ column: Int, _ row: Int) -> Double {
    values[column &* capacity &+ row]
  }

  /// The values of all rows; NaN where one has none.
  func values(_ column: Int) -> UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(start: values + column * capacity, count: count)
  }

  private func grow() {
    let wider = max(1024, capacity * 2)
    func moved<Element>(
      _ old: UnsafeMutablePointer<Element>,
      _ columns: Int,
      filling empty: Element
    ) -> UnsafeMutablePointer<Element> {
      let new = UnsafeMutablePointer<Element>.allocate(capacity: wider * columns)
      new.initialize(repeating: empty, count: wider * columns)
      for column in 0..<columns {
        // Both have at least `count` elements per column; the types are trivial.
        (new + column * wider).update(from: old + column * capacity, count: count)
      }
      old.deallocate()
      return new
    }
    longitudes = moved(longitudes, 1, filling: .nan)
    latitudes = moved(latitudes, 1, filling: .nan)
    numbers = moved(numbers, 1, filling: 0)
    // A field that the file has no column for is never set, and stays without a value.
    texts = moved(texts, textColumns, filling: Text(start: 0, length: 0))
    values = moved(values, valueColumns, filling: .nan)
    capacity = wider
  }

  private func growOwn(by count: Int) {
    let wider = max(1024, (ownCount + count) * 2)
    precondition(wider < Int(Text.ownBit), "the texts of a block take less than 2 GiB")
    let new = UnsafeMutablePointer<UInt8>.allocate(capacity: wider)
    new.initialize(from: own, count: ownCount)
    own.deallocate()
    own = new
    ownCapacity = wider
  }
}

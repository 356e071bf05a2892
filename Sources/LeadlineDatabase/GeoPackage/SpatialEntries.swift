import LeadlineGeometry

/// What an R-tree holds, collected to be written in one go: a row id and a box of 32-bit numbers
/// each, 24 bytes.
struct SpatialEntries {
  /// One entry of an R-tree, in the form in which SQLite stores it.
  struct Entry {
    var id: Int64
    var box: Box
  }

  /// A box rounded outward to 32 bits.
  struct Box: Hashable {
    var minX: Float
    var maxX: Float
    var minY: Float
    var maxY: Float

    /// Rounds a box as SQLite's R*Tree does, so that entries are equal to those of its triggers.
    ///
    /// A number that the nearest 32-bit one lies beyond is scaled by 1 ± 2⁻²³, which is not always
    /// the next one; any other rounding outward would do for searches, but not for equality.
    ///
    /// Source: rtree.c of SQLite 3.40, `rtreeValueDown` and `rtreeValueUp`.
    init(_ bounds: PlanarBounds) {
      minX = Self.down(bounds.minX)
      maxX = Self.up(bounds.maxX)
      minY = Self.down(bounds.minY)
      maxY = Self.up(bounds.maxY)
    }

    init(minX: Float, maxX: Float, minY: Float, maxY: Float) {
      self.minX = minX
      self.maxX = maxX
      self.minY = minY
      self.maxY = maxY
    }

    private static let step = 1.0 / 8_388_608

    private static func down(_ value: Double) -> Float {
      let nearest = Float(value)
      guard Double(nearest) > value else { return nearest }
      return Float(value * (value < 0 ? 1 + step : 1 - step))
    }

    private static func up(_ value: Double) -> Float {
      let nearest = Float(value)
      guard Double(nearest) < value else { return nearest }
      return Float(value * (value < 0 ? 1 - step : 1 + step))
    }

    mutating func formUnion(_ other: Box) {
      minX = min(minX, other.minX)
      maxX = max(maxX, other.maxX)
      minY = min(minY, other.minY)
      maxY = max(maxY, other.maxY)
    }
  }

  private(set) var entries: [Entry] = []

  /// Adds a row whose geometry has bounds.
  mutating func add(_ id: Int64, _ bounds: PlanarBounds) {
    entries.append(Entry(id: id, box: Box(bounds)))
  }

  /// Adds an entry as another R-tree holds it.
  mutating func add(_ entry: Entry) { entries.append(entry) }

  /// Whether a row has an entry among the first ones, which are in the order of their row ids.
  ///
  /// - Complexity: O(log *n*), O(1) for rows before or behind them all.
  func hasRow(_ id: Int64, amongFirst count: Int) -> Bool {
    guard count > 0, id >= entries[0].id, id <= entries[count - 1].id else { return false }
    var range = 0..<count
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      range =
        entries[middle].id <= id ? middle..<range.upperBound : range.lowerBound..<middle
    }
    return entries[range.lowerBound].id == id
  }

  /// Orders the entries by row id, as they mostly are.
  mutating func sortByID() {
    var previous = Int64.min
    for entry in entries {
      guard entry.id >= previous else { return entries.sort { $0.id < $1.id } }
      previous = entry.id
    }
  }

  /// The positions of the entries along a Hilbert curve through the middles of their boxes, so that
  /// those that follow each other lie together.
  ///
  /// - Complexity: O(*n*).
  func hilbertOrder() -> [UInt32] {
    guard let first = entries.first else { return [] }
    var whole = first.box
    for entry in entries { whole.formUnion(entry.box) }
    let x = Scale(whole.minX, whole.maxX)
    let y = Scale(whole.minY, whole.maxY)
    var keyed = entries.enumerated().map { position, entry in
      let key = Self.hilbert(
        x.cell(entry.box.minX, entry.box.maxX),
        y.cell(entry.box.minY, entry.box.maxY)
      )
      return UInt64(key) << 32 | UInt64(position)
    }
    Self.sortByHighHalf(&keyed)
    return keyed.map { UInt32(truncatingIfNeeded: $0) }
  }

  /// Divides a range into 65,536 cells.
  private struct Scale {
    private let start: Double
    private let factor: Double

    init(_ least: Float, _ greatest: Float) {
      start = Double(least)
      let width = Double(greatest) - Double(least)
      // Boxes may be infinite, as other programs may write anything; one cell does then.
      factor = width > 0 && width.isFinite ? 65_535 / width : 0
    }

    func cell(_ low: Float, _ high: Float) -> UInt32 {
      guard factor > 0 else { return 0 }
      let cell = ((Double(low) + Double(high)) / 2 - start) * factor
      return cell > 0 ? UInt32(min(cell, 65_535)) : 0
    }
  }

  /// The place of a cell of a 65,536 by 65,536 grid along the Hilbert curve.
  private static func hilbert(_ column: UInt32, _ row: UInt32) -> UInt32 {
    var (x, y) = (column, row)
    var key: UInt32 = 0
    var side: UInt32 = 1 << 15
    while side > 0 {
      let right = x & side != 0
      let upper = y & side != 0
      key = key << 2 | (upper ? (right ? 2 : 1) : (right ? 3 : 0))
      // The lower quarters are the curve mirrored at a diagonal.
      if !upper {
        if right {
          x = ~x
          y = ~y
        }
        swap(&x, &y)
      }
      side >>= 1
    }
    return key
  }

  /// Sorts by the upper 32 bits, eleven at a time; equal ones keep their order.
  private static func sortByHighHalf(_ keys: inout [UInt64]) {
    var other = keys
    for shift in [32, 43, 54] as [UInt64] {
      var starts = [Int](repeating: 0, count: 2049)
      for key in keys { starts[Int(key >> shift & 2047) + 1] += 1 }
      for digit in 1...2048 { starts[digit] += starts[digit - 1] }
      for key in keys {
        let digit = Int(key >> shift & 2047)
        other[starts[digit]] = key
        starts[digit] += 1
      }
      swap(&keys, &other)
    }
  }
}

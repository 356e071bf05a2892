/// Square cells of longitude and latitude whose sides are a power of two, in degrees.
///
/// Scaling a double by a power of two and rounding it down are exact, so there is no doubt about
/// the cell that a place belongs to. A cell holds its western and southern sides, not the others.
struct CellGrid: Hashable, Sendable {
  /// The cells per degree are 2 to this power, which may be negative.
  var exponent: Int
  /// The column and the row of the first cell, counted from longitude 0 and latitude 0.
  var firstColumn: Int
  var firstRow: Int
  /// How many columns and rows there are.
  var columns: Int
  var rows: Int

  /// Sides below 2^-28 degrees, some millimetres, would come near the rounding of coordinates.
  static let finestExponent = 28

  /// Cells per degree.
  var scale: Double { Self.scale(exponent) }

  /// Degrees per cell.
  var side: Double { Self.scale(-exponent) }

  /// The number of cells.
  var count: Int { columns * rows }

  /// Two to a power between -1,022 and 1,023.
  @inline(__always)
  static func scale(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: 1_023 &+ exponent) &<< 52)
  }

  /// The number of the column or row that a coordinate is in; any number for NaN and infinities.
  ///
  /// Adding 1.5 * 2^52 rounds to the nearest whole number and leaves it in the low bits, without the
  /// range checks of a conversion and without a call, which is what `floor` is before SSE4.1. What
  /// was rounded up is told by comparing with the coordinate itself, as the least of all numbers
  /// would vanish when they are scaled down.
  ///
  /// - Parameters:
  ///   - degrees: The coordinate.
  ///   - scale: Cells per degree, a power of two.
  ///   - side: Degrees per cell, its inverse.
  /// - Returns: The number, counted from longitude or latitude 0.
  @inline(__always)
  static func cell(_ degrees: Double, scale: Double, side: Double) -> Int {
    let shift = 0x1.8p52
    let shifted = degrees * scale + shift
    let nearest = Int(bitPattern: UInt(shifted.bitPattern &- shift.bitPattern))
    return nearest &- ((shifted - shift) * side > degrees ? 1 : 0)
  }

  /// The grid of 2^power * 2^power cells that fills one cell.
  func child(column: Int, row: Int, power: Int) -> CellGrid {
    CellGrid(
      exponent: exponent + power,
      firstColumn: (firstColumn + column) << power,
      firstRow: (firstRow + row) << power,
      columns: 1 << power,
      rows: 1 << power
    )
  }

  /// The western side of a column, or with `columns` the eastern side of the last; degrees, exact.
  @inline(__always)
  func west(ofColumn column: Int) -> Double { Double(firstColumn &+ column) * side }

  /// The southern side of a row, or with `rows` the northern side of the last; degrees, exact.
  @inline(__always)
  func south(ofRow row: Int) -> Double { Double(firstRow &+ row) * side }
}

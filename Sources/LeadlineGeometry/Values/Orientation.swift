/// On which side of a directed line a point lies, decided exactly.
package enum Orientation {
  /// The sign of the cross product of (b - a) and (p - a): 1 when the point lies left of the line
  /// from a to b, -1 when right, 0 when on it.
  ///
  /// Exact for all finite coordinates in degrees or metres: signs settle what underflow could blur, a bound
  /// on the rounding error settles nearly all of the rest, and an exact sum the few cases left.
  ///
  /// Source: J. R. Shewchuk, "Adaptive precision floating-point arithmetic and fast robust
  /// geometric predicates", https://doi.org/10.1007/PL00009321
  @inlinable @inline(__always)
  package static func sign(
    ax: Double,
    ay: Double,
    bx: Double,
    by: Double,
    px: Double,
    py: Double
  ) -> Int {
    let adx = ax - px
    let ady = ay - py
    let bdx = bx - px
    let bdy = by - py
    let left = adx * bdy
    let right = ady * bdx
    let determinant = left - right
    // (3 + 16ε) ε with ε = 2⁻⁵³ bounds the relative error of both products and their difference;
    // the second term keeps results out that lost digits by underflow.
    let bound = 3.330_669_073_875_471_6e-16 * (abs(left) + abs(right)) + 1e-290
    if determinant > bound { return 1 }
    if determinant < -bound { return -1 }
    return exactSign(ax: ax, ay: ay, bx: bx, by: by, px: px, py: py)
  }

  /// The sign where the filter leaves it open.
  @usableFromInline
  package static func exactSign(
    ax: Double,
    ay: Double,
    bx: Double,
    by: Double,
    px: Double,
    py: Double
  ) -> Int {
    // A difference of two doubles has the right sign whatever its rounding.
    let leftSign = sign(ax - px) * sign(by - py)
    let rightSign = sign(ay - py) * sign(bx - px)
    if leftSign != rightSign { return leftSign > rightSign ? 1 : -1 }
    if leftSign == 0 { return 0 }
    let adx = difference(ax, px)
    let ady = difference(ay, py)
    let bdx = difference(bx, px)
    let bdy = difference(by, py)
    // Two differences of two terms each make four products for each side, eight in all. Each is
    // added as two terms, and each term lengthens the expansion by one: 16 places are just enough.
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { terms in
      var count = 0
      for first in [adx.high, adx.low] {
        for second in [bdy.high, bdy.low] {
          add(first, second, to: terms, &count)
        }
      }
      for first in [-ady.high, -ady.low] {
        for second in [bdx.high, bdx.low] {
          add(first, second, to: terms, &count)
        }
      }
      // The terms do not overlap and grow in magnitude, so the last one that is not 0 decides.
      for position in stride(from: count - 1, through: 0, by: -1) where terms[position] != 0 {
        return sign(terms[position])
      }
      return 0
    }
  }

  private static func sign(_ value: Double) -> Int {
    value > 0 ? 1 : value < 0 ? -1 : 0
  }

  /// a - b as the unevaluated sum of two doubles, times 2⁴⁰⁰.
  ///
  /// The factor keeps products of differences near the least double from underflowing; with
  /// coordinates in degrees or metres nothing overflows.
  private static func difference(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let high = a - b
    let bPart = a - high
    let aPart = high + bPart
    let low = (a - aPart) + (bPart - b)
    return (high * 0x1p400, low * 0x1p400)
  }

  /// Adds the exact product of two numbers to an expansion of non-overlapping terms.
  private static func add(
    _ first: Double,
    _ second: Double,
    to terms: UnsafeMutableBufferPointer<Double>,
    _ count: inout Int
  ) {
    let product = first * second
    let error = (-product).addingProduct(first, second)
    grow(terms, &count, by: error)
    grow(terms, &count, by: product)
  }

  /// Shewchuk's GROW-EXPANSION: each step is a sum with its exact rounding error.
  private static func grow(
    _ terms: UnsafeMutableBufferPointer<Double>,
    _ count: inout Int,
    by value: Double
  ) {
    var carry = value
    for position in 0..<count {
      let term = terms[position]
      let sum = carry + term
      let termPart = sum - carry
      terms[position] = (carry - (sum - termPart)) + (term - termPart)
      carry = sum
    }
    terms[count] = carry
    count += 1
  }
}

/// Whether a point lies within the circle through three others, decided exactly.
enum CircleTest {
  /// The sign of the determinant: 1 when p lies inside the circle through a, b, c, which turn left,
  /// -1 when outside, 0 when on it.
  ///
  /// Exact for coordinates that are 0 or have magnitudes between 1e-60 and 1e60: a bound on the
  /// rounding error settles nearly all cases, whole numbers of 128 bits those of grids and of
  /// coordinates with few digits, and exact sums the rest.
  ///
  /// Source: J. R. Shewchuk, "Adaptive precision floating-point arithmetic and fast robust
  /// geometric predicates", https://doi.org/10.1007/PL00009321
  @inline(__always)
  static func sign(
    ax: Double,
    ay: Double,
    bx: Double,
    by: Double,
    cx: Double,
    cy: Double,
    px: Double,
    py: Double
  ) -> Int {
    let adx = ax - px
    let ady = ay - py
    let bdx = bx - px
    let bdy = by - py
    let cdx = cx - px
    let cdy = cy - py
    let bcLeft = bdx * cdy
    let bcRight = cdx * bdy
    let caLeft = cdx * ady
    let caRight = adx * cdy
    let abLeft = adx * bdy
    let abRight = bdx * ady
    let aLift = adx * adx + ady * ady
    let bLift = bdx * bdx + bdy * bdy
    let cLift = cdx * cdx + cdy * cdy
    let determinant =
      aLift * (bcLeft - bcRight) + bLift * (caLeft - caRight) + cLift * (abLeft - abRight)
    let magnitude =
      aLift * (abs(bcLeft) + abs(bcRight)) + bLift * (abs(caLeft) + abs(caRight))
      + cLift * (abs(abLeft) + abs(abRight))
    // (10 + 96ε) ε with ε = 2⁻⁵³; the second term keeps out what underflowed.
    let bound = 1.110_223_024_625_157_7e-15 * magnitude + 1e-290
    if determinant > bound { return 1 }
    if determinant < -bound { return -1 }
    return exactSign(
      (Expansion(ax, minus: px), Expansion(ay, minus: py)),
      (Expansion(bx, minus: px), Expansion(by, minus: py)),
      (Expansion(cx, minus: px), Expansion(cy, minus: py))
    )
  }

  private typealias Offset = (x: Expansion, y: Expansion)

  /// The sign where the filter leaves it open, of the points' offsets from p.
  @inline(never)
  private static func exactSign(_ a: Offset, _ b: Offset, _ c: Offset) -> Int {
    if let sign = wholeSign(a, b, c) { return sign }
    func term(_ lifted: Offset, _ first: Offset, _ second: Offset) -> Expansion {
      let lift = lifted.x * lifted.x + lifted.y * lifted.y
      return lift * (first.x * second.y + second.x * first.y.negated)
    }
    return (term(a, b, c) + term(b, c, a) + term(c, a, b)).sign
  }

  /// The sign when all offsets are multiples of a power of two by at most 30 bits.
  private static func wholeSign(_ a: Offset, _ b: Offset, _ c: Offset) -> Int? {
    let offsets = [a.x, a.y, b.x, b.y, c.x, c.y]
    var largest = 0.0
    for offset in offsets {
      guard offset.terms.count <= 1 else { return nil }
      largest = max(largest, abs(offset.terms.first ?? 0))
    }
    guard largest > 1e-60, largest < 1e60 else { return nil }
    let scale = Double(sign: .plus, exponent: 29 - largest.exponent, significand: 1)
    var whole: [Int128] = []
    for offset in offsets {
      let scaled = (offset.terms.first ?? 0) * scale
      guard scaled == scaled.rounded() else { return nil }
      whole.append(Int128(Int64(scaled)))
    }
    // Offsets below 2³⁰: lifts and minors below 2⁶¹, the sum of three products below 2¹²⁴.
    func term(_ lifted: Int, _ first: Int, _ second: Int) -> Int128 {
      let lift = whole[lifted] * whole[lifted] + whole[lifted + 1] * whole[lifted + 1]
      return lift * (whole[first] * whole[second + 1] - whole[second] * whole[first + 1])
    }
    return Int((term(0, 2, 4) + term(2, 4, 0) + term(4, 0, 2)).signum())
  }
}

/// A number as an exact sum of doubles that do not overlap, of growing magnitude, none 0.
///
/// Source: as ``CircleTest``.
struct Expansion {
  private(set) var terms: [Double] = []

  /// The exact difference of two numbers.
  init(_ minuend: Double, minus subtrahend: Double) {
    let (high, low) = Self.sum(minuend, -subtrahend)
    append(low)
    append(high)
  }

  private init() {}

  /// -1, 0 or 1.
  var sign: Int {
    guard let last = terms.last else { return 0 }
    return last > 0 ? 1 : -1
  }

  /// The number times -1.
  var negated: Expansion {
    var result = Expansion()
    result.terms = terms.map { -$0 }
    return result
  }

  /// The exact sum: all terms by magnitude, each added to what the smaller ones carry.
  static func + (left: Expansion, right: Expansion) -> Expansion {
    var result = Expansion()
    var carry = 0.0
    var (i, j) = (0, 0)
    while i < left.terms.count || j < right.terms.count {
      let takesLeft =
        j == right.terms.count
        || (i < left.terms.count && abs(left.terms[i]) < abs(right.terms[j]))
      let term = takesLeft ? left.terms[i] : right.terms[j]
      if takesLeft { i += 1 } else { j += 1 }
      let (high, low) = sum(carry, term)
      result.append(low)
      carry = high
    }
    result.append(carry)
    return result
  }

  /// The exact product.
  static func * (left: Expansion, right: Expansion) -> Expansion {
    var result = Expansion()
    for factor in right.terms { result = result + left.scaled(by: factor) }
    return result
  }

  private func scaled(by factor: Double) -> Expansion {
    var result = Expansion()
    var carry = 0.0
    for term in terms {
      let product = term * factor
      let (middle, low) = Self.sum(carry, (-product).addingProduct(term, factor))
      result.append(low)
      let (high, rest) = Self.sum(product, middle)
      result.append(rest)
      carry = high
    }
    result.append(carry)
    return result
  }

  private mutating func append(_ term: Double) {
    if term != 0 { terms.append(term) }
  }

  /// The rounded sum of two numbers and its exact error.
  private static func sum(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let high = a + b
    let bPart = high - a
    return (high, (a - (high - bPart)) + (b - bPart))
  }
}

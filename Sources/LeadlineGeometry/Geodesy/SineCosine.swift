/// Sine and cosine of degrees, with the same bits on every machine.
///
/// Degrees are taken to within 45° of a multiple of 90° without rounding. So the multiples are
/// exact, and they must be: sin(180°) must be 0, or the two names of the antimeridian would be two
/// places, and cos(90°) must be 0, or a pole would be many. The rest is Taylor's series, whose first
/// omitted terms, x¹⁷/17! and x¹⁸/18! at π/4, are 5e-17 and 2e-18: below half a unit in the last
/// place. Additions, multiplications and bits only, so that loops over it can run on vectors.
enum SineCosine {
  /// Adding and taking away 1.5 · 2⁵² rounds a small number to a whole one, which the low bits show.
  private static let wholeNumbers = 6_755_399_441_055_744.0

  /// Sine and cosine of -180…180 degrees, off by at most 3e-16.
  @inline(__always)
  static func of(degrees: Double) -> (sine: Double, cosine: Double) {
    let shifted = degrees * (1 / 90) + wholeNumbers
    let quadrant = shifted.bitPattern
    let x = (degrees - (shifted - wholeNumbers) * 90) * (Double.pi / 180)
    let z = x * x
    // One operation a line: a long expression takes the compiler seconds.
    var s = -1 / 1_307_674_368_000.0
    s = 1 / 6_227_020_800.0 + z * s
    s = -1 / 39_916_800.0 + z * s
    s = 1 / 362_880.0 + z * s
    s = -1 / 5_040.0 + z * s
    s = 1 / 120.0 + z * s
    s = -1 / 6.0 + z * s
    s = x + x * (z * s)
    var c = 1 / 20_922_789_888_000.0
    c = -1 / 87_178_291_200.0 + z * c
    c = 1 / 479_001_600.0 + z * c
    c = -1 / 3_628_800.0 + z * c
    c = 1 / 40_320.0 + z * c
    c = -1 / 720.0 + z * c
    c = 1 / 24.0 + z * c
    let half = 0.5 * z
    let head = 1 - half
    // What rounding took from `head` comes back with the small terms.
    c = head + (((1 - head) - half) + z * z * c)
    let differing = (s.bitPattern ^ c.bitPattern) & (0 &- (quadrant & 1))
    let sine = s.bitPattern ^ differing ^ ((quadrant & 2) &<< 62)
    let cosine = c.bitPattern ^ differing ^ (((quadrant &+ 1) & 2) &<< 62)
    return (Double(bitPattern: sine), Double(bitPattern: cosine))
  }
}

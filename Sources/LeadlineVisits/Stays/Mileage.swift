/// How far a rep went, as an interval in metres: a track shows no single number.
public struct Mileage: Hashable, Sendable {
  /// Straight lines between fixes at least ``lowerStepMetres`` apart, so that the noise of the
  /// receiver adds next to nothing; curves are cut.
  public var lowerMetres = 0.0
  /// Straight lines between fixes at least ``upperStepMetres`` apart, and gaps bridged by
  /// ``roadFactor`` times the straight line.
  public var upperMetres = 0.0

  /// With noise of σ in either direction a line of *d* comes out longer by some σ²/*d*: 1 m of 100 for
  /// 10 m.
  public static let lowerStepMetres = 100.0
  /// As for ``lowerStepMetres``: 3 m of 30 for 10 m; and curves are followed.
  public static let upperStepMetres = 30.0
  /// From this on a time without fix is a gap in the way, seconds; a judgement.
  public static let gapSeconds = 90.0
  /// How much longer roads are than the straight line between two places; some 1.2 to 1.4 in cities.
  public static let roadFactor = 1.4
  /// Faster than this is a spike, metres per second: 216 km/h.
  static let fastestSpeed = 60.0

  /// No way at all.
  public init() {}

  static func + (left: Mileage, right: Mileage) -> Mileage {
    var sum = left
    sum.lowerMetres += right.lowerMetres
    sum.upperMetres += right.upperMetres
    return sum
  }

  /// The way along the fixes from one to another, both included.
  init(_ fixes: StayFixes, _ positions: ClosedRange<Int>) {
    var lower = positions.lowerBound
    var upper = positions.lowerBound
    for position in positions.dropFirst() {
      if position < positions.upperBound, Self.isSpike(fixes, upper, position) { continue }
      let isLast = position == positions.upperBound
      let coarse = fixes.metres(from: lower, to: position)
      if coarse >= Self.lowerStepMetres || isLast {
        lowerMetres += coarse
        lower = position
      }
      let fine = fixes.metres(from: upper, to: position)
      let seconds = fixes.time(position) - fixes.time(upper)
      if fine >= Self.upperStepMetres || isLast {
        upperMetres += fine * (seconds > Self.gapSeconds ? Self.roadFactor : 1)
        upper = position
      }
    }
    upperMetres = max(lowerMetres, upperMetres)
  }

  /// Whether nobody goes from one fix to another and on to the one behind it as fast as that.
  private static func isSpike(_ fixes: StayFixes, _ last: Int, _ position: Int) -> Bool {
    func isTooFast(_ from: Int, _ to: Int) -> Bool {
      fixes.metres(from: from, to: to) > fastestSpeed * (fixes.time(to) - fixes.time(from))
    }
    return isTooFast(last, position) && isTooFast(position, position + 1)
  }
}

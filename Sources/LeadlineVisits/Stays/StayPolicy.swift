/// What counts as a stay.
public struct StayPolicy: Hashable, Sendable {
  /// The shortest stay reported, seconds.
  ///
  /// A stay that may have been as long, given when its fixes were taken, is reported: one fix every
  /// minute shows a visit of five minutes as four to six.
  public var minimumSeconds = 300.0
  /// How far from its place the fixes of a stay lie at most, metres.
  ///
  /// Of fixes that err by 20 m in either direction 1 % lie farther off. Two places nearer to each
  /// other than this are told apart only where the fixes are better than that.
  public var radiusMetres = 60.0
  /// How many fixes in a row must be elsewhere before the rep has left.
  ///
  /// Spikes come alone or in pairs: at 3 % spikes, three in a row are one in 37,000.
  public var leavingFixes = 3
  /// How long the fixes must be elsewhere before the rep has left, seconds; reflections between
  /// buildings last some seconds.
  public var leavingSeconds = 60.0
  /// How long the rep may be elsewhere, in one piece, before two stays in one place are two, seconds.
  public var returnSeconds = 180.0
  /// The longest gap between two fixes of a stay, seconds.
  ///
  /// A judgement: phones that don't move report seldom, but nobody knows where a rep was for an hour
  /// without a fix. Pauses of phones that report by distance may be longer.
  public var longestGapSeconds = 1_200.0
  /// The longest pause of a phone that reports by distance, seconds; a judgement.
  public var longestPauseSeconds = 43_200.0

  /// Makes the default policy.
  public init() {}

  /// What is wrong with the values, one sentence each; empty when they can be used.
  public func problems() -> [String] {
    var problems: [String] = []
    for (name, value) in [
      ("minimumSeconds", minimumSeconds), ("radiusMetres", radiusMetres),
      ("longestGapSeconds", longestGapSeconds), ("longestPauseSeconds", longestPauseSeconds),
    ] where !(value > 0 && value < 1e7) {
      problems.append("\(name) is \(value); it must be above 0 and below 10 million")
    }
    for (name, value) in [("leavingSeconds", leavingSeconds), ("returnSeconds", returnSeconds)]
    where !(value >= 0 && value < 1e7) {
      problems.append("\(name) is \(value); it must be 0 or more and below 10 million")
    }
    if !(1...1_000 ~= leavingFixes) {
      problems.append("leavingFixes is \(leavingFixes); it must be 1…1000")
    }
    return problems
  }
}

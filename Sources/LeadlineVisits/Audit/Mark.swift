/// What one rule says of one check-in.
package struct Mark: Sendable {
  /// Position of the check-in.
  package var checkIn: Int32
  /// Position of another check-in that the mark rests on; -1 for none.
  package var other: Int32
  /// The same for marks of one rule and rep that are one finding together.
  package var group: Int32
  /// Position of the rule in ``AuditRules/all``.
  package var rule: UInt8
  /// The natural logarithm of how much likelier the evidence is when the visit is false than when it
  /// is true; 0 for reasons that excuse.
  package var logLikelihoodRatio: Float
  /// The numbers, as the rule's facts name them; NaN where a number is missing.
  package var evidence: (Double, Double, Double, Double)
}

/// The marks of one rep, as the rules make them.
package struct MarkList: Sendable {
  /// What was marked.
  private(set) var marks: [Mark] = []
  private var rule: UInt8 = 0
  private var group: Int32 = 0

  init() {}

  /// Marks from now on are another rule's.
  mutating func begin(rule: Int) {
    self.rule = UInt8(rule)
    group += 1
  }

  /// Marks from now on are another finding.
  package mutating func beginFinding() { group += 1 }

  /// Marks a check-in, as part of the finding begun last.
  ///
  /// - Parameters:
  ///   - checkIn: Position of the check-in.
  ///   - ratio: The natural logarithm of the likelihood ratio, false over true.
  ///   - evidence: The numbers that the rule's facts name.
  ///   - other: Position of a check-in that it rests on.
  package mutating func mark(
    _ checkIn: Int,
    ratio: Double,
    _ evidence: (Double, Double, Double, Double) = (.nan, .nan, .nan, .nan),
    other: Int = -1
  ) {
    marks.append(
      Mark(
        checkIn: Int32(checkIn),
        other: Int32(other),
        group: group,
        rule: rule,
        logLikelihoodRatio: Float(ratio),
        evidence: evidence
      )
    )
  }

  /// The check-ins among some against which something speaks so far.
  ///
  /// - Parameter checkIns: Positions of check-ins.
  /// - Returns: For each of them, whether there is a mark with a ratio above 0.
  func areAccused(_ checkIns: Range<Int>) -> [Bool] {
    var areAccused = [Bool](repeating: false, count: checkIns.count)
    for mark in marks where mark.logLikelihoodRatio > 0 && checkIns.contains(Int(mark.checkIn)) {
      areAccused[Int(mark.checkIn) - checkIns.lowerBound] = true
    }
    return areAccused
  }

  /// The marks by check-in, then by rule, else as they were made.
  func sorted() -> [Mark] {
    // The group tells the marks of one rule at one check-in apart in the order of their making.
    marks.sorted { ($0.checkIn, $0.rule, $0.group) < ($1.checkIn, $1.rule, $1.group) }
  }
}

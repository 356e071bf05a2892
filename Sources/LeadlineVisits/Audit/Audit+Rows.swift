import LeadlineModel

extension Audit {
  /// The number of fixes in the tracks looked at.
  package var fixCount: Int { context.tracks.reduce(0) { $0 + ($1?.count ?? 0) } }

  /// The metres from a check-in's fix to its store; NaN without a fix.
  package func distanceMetres(_ checkIn: Int) -> Double {
    context.positions[checkIn]?.distanceMetres ?? .nan
  }

  /// The marks of some check-ins, by check-in, then by rule.
  ///
  /// - Complexity: O(log *n*).
  package func marks(of checkIns: Range<Int>) -> ArraySlice<Mark> {
    marks[firstMark(from: checkIns.lowerBound)..<firstMark(from: checkIns.upperBound)]
  }

  /// The position of the first mark at a check-in or a later one.
  private func firstMark(from checkIn: Int) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = low + (high - low) / 2
      if Int(marks[middle].checkIn) < checkIn { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What a rule found about a rep: the marks that belong together.
  package struct Finding: Sendable {
    /// What the rule is.
    package var facts: RuleFacts
    /// Its marks, by check-in; never empty.
    package var marks: [Mark]

    /// The mark that says most.
    package var strongest: Mark {
      marks.dropFirst().reduce(marks[0]) {
        $1.logLikelihoodRatio > $0.logLikelihoodRatio ? $1 : $0
      }
    }
  }

  /// What the rules found about a rep, by the first check-in, then by rule.
  package func findings(ofRep rep: Int) -> [Finding] {
    let marks = marks(of: context.data.checkIns(ofRep: rep))
    var positionOfGroup: [Int32: Int] = [:]
    var findings: [Finding] = []
    for mark in marks {
      if let position = positionOfGroup[mark.group] {
        findings[position].marks.append(mark)
      } else {
        positionOfGroup[mark.group] = findings.count
        findings.append(Finding(facts: AuditRules.all[Int(mark.rule)].facts, marks: [mark]))
      }
    }
    return findings
  }
}

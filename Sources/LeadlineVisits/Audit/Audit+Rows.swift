import LeadlineModel

extension Audit {
  /// The number of fixes in the tracks looked at.
  package var fixCount: Int { context.tracks.reduce(0) { $0 + ($1?.count ?? 0) } }

  /// The track of a rep; nil for none.
  package func track(ofRep rep: Int) -> Track? { context.tracks[rep] }

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
}

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

  /// The marks of a check-in, by rule.
  ///
  /// - Complexity: O(log *n*) in the number of the rep's marks.
  package func marks(of checkIn: Int) -> ArraySlice<Mark> {
    let marks = marksByRep[Int(context.data.checkIns[checkIn].rep)]
    var low = 0
    var high = marks.count
    while low < high {
      let middle = low + (high - low) / 2
      if Int(marks[middle].checkIn) < checkIn { low = middle + 1 } else { high = middle }
    }
    return marks[low...].prefix { Int($0.checkIn) == checkIn }
  }
}

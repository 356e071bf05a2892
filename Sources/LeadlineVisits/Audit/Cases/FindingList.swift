/// The findings of all reps in one row, each rep's where they were made.
///
/// There may be a million of them, and to copy one means to count its slices' owners anew.
package struct FindingList: RandomAccessCollection, Sendable {
  /// Where each rep's findings begin, and the end of the last one's.
  let starts: [Int]
  private let byRep: [[AuditFinding]]

  init(_ byRep: [[AuditFinding]]) {
    var starts = [0]
    for findings in byRep { starts.append(starts[starts.count - 1] + findings.count) }
    self.starts = starts
    self.byRep = byRep
  }

  /// The position of the first one.
  package var startIndex: Int { 0 }

  /// The number of all of them.
  package var endIndex: Int { starts[byRep.count] }

  /// The finding at a position.
  ///
  /// - Complexity: O(log *n*) in the number of reps.
  package subscript(position: Int) -> AuditFinding {
    // The last rep who begins at the position or before: those without findings in front of that rep
    // begin there too.
    var rep = 0
    var end = byRep.count
    while end - rep > 1 {
      let middle = rep + (end - rep) / 2
      if starts[middle] <= position { rep = middle } else { end = middle }
    }
    return byRep[rep][position - starts[rep]]
  }
}

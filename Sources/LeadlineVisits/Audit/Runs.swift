extension RandomAccessCollection where Index == Int {
  /// The runs of neighbours with equal keys.
  ///
  /// - Parameter key: What the elements of a run have in common.
  /// - Returns: The runs, in their order; none is empty.
  ///
  /// - Complexity: O(*n*); the key of each element is asked for once.
  func runs<Key: Equatable>(by key: (Element) -> Key) -> [SubSequence] {
    guard let first else { return [] }
    var runs: [SubSequence] = []
    var start = startIndex
    var shared = key(first)
    for position in startIndex + 1..<endIndex {
      let own = key(self[position])
      guard own != shared else { continue }
      runs.append(self[start..<position])
      start = position
      shared = own
    }
    runs.append(self[start..<endIndex])
    return runs
  }
}

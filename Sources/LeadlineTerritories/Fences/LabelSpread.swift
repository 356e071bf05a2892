/// Labels spread along links to what has none, each from the nearest that has one.
struct LabelSpread {
  /// Two nodes with a distance.
  struct Link {
    let a: Int32
    let b: Int32
    let length: Double

    init(_ a: Int32, _ b: Int32, _ length: Double) {
      self.a = a
      self.b = b
      self.length = length
    }
  }

  private let offsets: [Int32]
  private let ends: [(node: Int32, length: Double)]

  /// Takes links, each usable in both directions.
  init(count: Int, links: [Link]) {
    var offsets = [Int32](repeating: 0, count: count + 1)
    for link in links {
      offsets[Int(link.a) + 1] += 1
      offsets[Int(link.b) + 1] += 1
    }
    for node in 0..<count { offsets[node + 1] += offsets[node] }
    var filled = offsets
    var ends = [(node: Int32, length: Double)](repeating: (0, 0), count: 2 * links.count)
    for link in links {
      for (from, to) in [(link.a, link.b), (link.b, link.a)] {
        ends[Int(filled[Int(from)])] = (to, link.length)
        filled[Int(from)] += 1
      }
    }
    self.offsets = offsets
    self.ends = ends
  }

  /// Fills labels that are -1, where links lead to one that is not.
  ///
  /// - Parameter labels: A label per node, or -1.
  /// - Returns: How far each node is from what its label came from: 0 for those that had one.
  @discardableResult
  func spread(_ labels: inout [Int32]) -> [Double] {
    var distances = labels.map { $0 < 0 ? Double.infinity : 0 }
    var front = LeastFirst()
    for node in labels.indices where labels[node] >= 0 {
      reach(from: node, labels, distances, &front)
    }
    while let next = front.pop() {
      let node = Int(next.item)
      guard labels[node] < 0 else { continue }
      labels[node] = next.label
      distances[node] = next.key
      reach(from: node, labels, distances, &front)
    }
    return distances
  }

  private func reach(
    from node: Int,
    _ labels: [Int32],
    _ distances: [Double],
    _ front: inout LeastFirst
  ) {
    for place in Int(offsets[node])..<Int(offsets[node + 1]) where labels[Int(ends[place].node)] < 0
    {
      front.push(
        .init(
          key: distances[node] + ends[place].length,
          item: ends[place].node,
          label: labels[node]
        )
      )
    }
  }
}

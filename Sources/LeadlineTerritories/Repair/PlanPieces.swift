/// The pieces that the territories of a plan lie in.
struct PlanPieces: Sendable {
  /// The piece of each customer; -1 for those in no territory.
  ///
  /// Pieces are numbered by their first customer.
  private(set) var piece: [Int32]
  /// The territory of each piece.
  private(set) var territory: [Int32] = []
  /// The number of customers of each piece.
  private(set) var sizes: [Int32] = []
  /// The number of pieces of each territory.
  private(set) var counts: [Int32]

  /// Finds the pieces.
  ///
  /// - Complexity: O(customers + edges).
  init(labels: [Int32], graph: ContiguityGraph, territories: Int) {
    piece = [Int32](repeating: -1, count: labels.count)
    counts = [Int32](repeating: 0, count: territories)
    var stack: [Int32] = []
    for start in labels.indices where labels[start] >= 0 && piece[start] < 0 {
      let label = labels[start]
      let number = Int32(territory.count)
      territory.append(label)
      counts[Int(label)] += 1
      piece[start] = number
      stack.append(Int32(start))
      var size: Int32 = 0
      while let atom = stack.popLast() {
        size += 1
        for edge in Int(graph.offsets[Int(atom)])..<Int(graph.offsets[Int(atom) + 1]) {
          let other = Int(graph.neighbours[edge])
          guard labels[other] == label, piece[other] < 0 else { continue }
          piece[other] = number
          stack.append(Int32(other))
        }
      }
      sizes.append(size)
    }
  }
}

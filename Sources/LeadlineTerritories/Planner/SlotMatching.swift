/// Decides which territory each cell of a new plan becomes, where territories have something to be
/// near to: the home of their rep, or the customers pinned to them.
struct SlotMatching {
  /// The cell of each territory.
  let cells: [Int]

  /// Matches territories with anchors to cells so that the squared distances from the anchors to the
  /// cells' middles add up to the least; the others take what is left, in order.
  ///
  /// - Parameters:
  ///   - anchors: One per territory; nil for one that may be anywhere.
  ///   - middles: As many middles of cells.
  /// - Complexity: that of a least-cost flow with 16 arcs per anchor.
  init(anchors: [PlanePoint?], middles: [PlanePoint]) {
    let anchored = anchors.indices.filter { anchors[$0] != nil }
    let matched =
      Self.match(anchored.compactMap { anchors[$0] }, middles, candidates: 16)
      ?? Self.match(anchored.compactMap { anchors[$0] }, middles, candidates: middles.count)
      ?? Array(anchored.indices)
    var cells = [Int](repeating: -1, count: anchors.count)
    var isTaken = [Bool](repeating: false, count: middles.count)
    for (territory, cell) in zip(anchored, matched) {
      cells[territory] = cell
      isTaken[cell] = true
    }
    var free = isTaken.indices.filter { !isTaken[$0] }[...]
    for territory in cells.indices where cells[territory] < 0 {
      cells[territory] = free.removeFirst()
    }
    self.cells = cells
  }

  /// The cell of each anchor; nil when the nearest cells do not suffice.
  private static func match(
    _ anchors: [PlanePoint],
    _ middles: [PlanePoint],
    candidates: Int
  ) -> [Int]? {
    let sink = anchors.count + middles.count
    var flow = MinCostFlow(nodes: sink + 1)
    var arcs: [(anchor: Int, cell: Int)] = []
    for (number, anchor) in anchors.enumerated() {
      flow.supplies[number] = 1
      let squares = middles.map { middle in
        let (dx, dy) = (middle.x - anchor.x, middle.y - anchor.y)
        return dx * dx + dy * dy
      }
      let nearest = squares.indices.sorted { (squares[$0], $0) < (squares[$1], $1) }
      for cell in nearest.prefix(candidates) {
        // Whole square metres: at most 4e14, far within what sums exactly.
        flow.addArc(
          from: number,
          to: anchors.count + cell,
          capacity: 1,
          cost: Int64(squares[cell].rounded())
        )
        arcs.append((number, cell))
      }
    }
    for cell in middles.indices {
      flow.addArc(from: anchors.count + cell, to: sink, capacity: 1, cost: 0)
    }
    flow.supplies[sink] = -Int64(anchors.count)
    guard let answer = try? flow.solve() else { return nil }
    var cells = [Int](repeating: 0, count: anchors.count)
    for (arc, units) in zip(arcs, answer.flows) where units > 0 { cells[arc.anchor] = arc.cell }
    return cells
  }
}

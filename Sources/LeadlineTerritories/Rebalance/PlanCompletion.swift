/// Gives customers that are in no territory one, so that every customer is in a plan.
///
/// Territories grow into them from their neighbours, the place nearest to a territory's centre
/// first. What no neighbour may have goes to the nearest territory that may.
struct PlanCompletion {
  let problem: TerritoryProblem
  let graph: ContiguityGraph

  /// Fills the gaps of a plan, from the territories that are open to customers.
  ///
  /// - Complexity: O((customers + edges) · log customers).
  func fill(_ labels: inout [Int32], open: [Bool]) {
    guard labels.contains(-1) else { return }
    let centres = centres(labels, open: open)
    var queue = LeastFirst()
    for atom in labels.indices where labels[atom] < 0 {
      for edge in Int(graph.offsets[atom])..<Int(graph.offsets[atom + 1]) {
        push(atom, labels[Int(graph.neighbours[edge])], centres, open, &queue)
      }
    }
    while let entry = queue.pop() {
      let atom = Int(entry.item)
      guard labels[atom] < 0 else { continue }
      labels[atom] = entry.label
      for edge in Int(graph.offsets[atom])..<Int(graph.offsets[atom + 1]) {
        let other = Int(graph.neighbours[edge])
        if labels[other] < 0 { push(other, entry.label, centres, open, &queue) }
      }
    }
    for atom in labels.indices where labels[atom] < 0 {
      labels[atom] = nearest(atom, centres, open)
    }
  }

  /// Where each territory's customers are on average; its base when it has none.
  private func centres(_ labels: [Int32], open: [Bool]) -> [PlanePoint?] {
    var sums = [SIMD4<Double>](repeating: .zero, count: open.count)
    for atom in labels.indices where labels[atom] >= 0 {
      sums[Int(labels[atom])] += SIMD4(problem.x[atom], problem.y[atom], 1, 0)
    }
    return sums.enumerated().map { territory, sum in
      sum.z > 0
        ? PlanePoint(x: sum.x / sum.z, y: sum.y / sum.z) : problem.territories[territory].base
    }
  }

  private func squaredDistance(_ atom: Int, _ centre: PlanePoint?) -> Double {
    guard let centre else { return .infinity }
    let dx = problem.x[atom] - centre.x
    let dy = problem.y[atom] - centre.y
    return dx * dx + dy * dy
  }

  private func push(
    _ atom: Int,
    _ territory: Int32,
    _ centres: [PlanePoint?],
    _ open: [Bool],
    _ queue: inout LeastFirst
  ) {
    guard territory >= 0, open[Int(territory)], problem.allows(atom, in: Int(territory)) else {
      return
    }
    let key = squaredDistance(atom, centres[Int(territory)])
    queue.push(.init(key: key, item: Int32(atom), label: territory))
  }

  /// The nearest territory that may have a customer; -1 when none may.
  private func nearest(_ atom: Int, _ centres: [PlanePoint?], _ open: [Bool]) -> Int32 {
    var best = Double.infinity
    var chosen: Int32 = -1
    for territory in open.indices where open[territory] && problem.allows(atom, in: territory) {
      let distance = squaredDistance(atom, centres[territory])
      if chosen < 0 || distance < best {
        best = distance
        chosen = Int32(territory)
      }
    }
    return chosen
  }
}

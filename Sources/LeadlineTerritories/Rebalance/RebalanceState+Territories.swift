extension RebalanceState {
  /// Gives every territory that shall have something and has nothing a first customer, so that it
  /// can grow: the one nearest to its base, or to the middle of the heaviest territory.
  mutating func seedEmptyTerritories() {
    for territory in plan.counts.indices where plan.counts[territory] == 0 {
      let slots = territory * plan.measures..<(territory + 1) * plan.measures
      guard slots.contains(where: { bands.low[$0] > 0 }) else { continue }
      let base = plan.problem.territories[territory].base
      seed(territory, near: base ?? plan.centroid(of: heaviest()) ?? PlanePoint(x: 0, y: 0))
    }
  }

  /// The territory that is furthest above its target in the first measure.
  private func heaviest() -> Int {
    plan.counts.indices.max {
      let one = plan.deviation(of: $0, measure: 0)
      let other = plan.deviation(of: $1, measure: 0)
      return (one, $1) < (other, $0)
    } ?? 0
  }

  /// Moves the customer nearest to a place to an empty territory, and keeps the plan if it is worth
  /// it.
  mutating func seed(_ territory: Int, near place: PlanePoint) {
    let problem = plan.problem
    let distances = labels.indices.map { atom in
      let dx = problem.x[atom] - place.x
      let dy = problem.y[atom] - place.y
      return dx * dx + dy * dy
    }
    let order = labels.indices.filter { movable[$0] && problem.allows($0, in: territory) }
      .sorted { (distances[$0], $0) < (distances[$1], $1) }
    for atom in order where plan.counts[max(0, Int(labels[atom]))] > 1 && mayLeave(atom) {
      move(atom, to: territory)
      // With few customers per territory, nothing more may be needed.
      consider()
      return
    }
  }

  /// The territories that customers may go to from each one when contiguity isn't asked: all of
  /// them, or the 32 with the nearest centres.
  func nearTerritories() -> [[Int32]] {
    let count = plan.territories
    let centres = (0..<count).map { plan.centroid(of: $0) ?? plan.problem.territories[$0].base }
    return (0..<count).map { territory in
      let others = (0..<Int32(count)).filter { $0 != Int32(territory) }
      guard others.count > 32, let own = centres[territory] else { return others }
      let ranked = others.map { other -> (distance: Double, territory: Int32) in
        guard let centre = centres[Int(other)] else { return (0, other) }
        let dx = centre.x - own.x
        let dy = centre.y - own.y
        return (dx * dx + dy * dy, other)
      }
      return ranked.sorted { $0 < $1 }.prefix(32).map(\.territory)
    }
  }
}

/// Customers held by pins in the midst of another territory's land.
///
/// A plan must not grow round them: they are exceptions, drawn by no fence. So they are neighbours of
/// nobody while it is looked for.
enum HeldStrays {
  /// Finds the pieces that only pins hold together with their territory, which has a larger piece.
  ///
  /// - Parameters:
  ///   - problem: The problem of the atoms.
  ///   - labels: The territory of each atom, -1 for none; pinned ones are taken where they are pinned.
  ///   - graph: Which atoms are neighbours.
  /// - Returns: One flag per atom.
  /// - Complexity: O(atoms + edges).
  static func flags(
    _ problem: TerritoryProblem,
    labels: [Int32],
    graph: ContiguityGraph
  ) -> [Bool] {
    var flags = [Bool](repeating: false, count: labels.count)
    guard problem.pins.contains(where: { $0 >= 0 }) else { return flags }
    let held = zip(labels, problem.pins).map { $1 >= 0 ? $1 : $0 }
    let pieces = PlanPieces(labels: held, graph: graph, territories: problem.territories.count)
    var isPinned = [Bool](repeating: true, count: pieces.sizes.count)
    for atom in held.indices where held[atom] >= 0 && problem.pins[atom] < 0 {
      isPinned[Int(pieces.piece[atom])] = false
    }
    // The largest piece of each territory, the first among equals.
    var main = [Int](repeating: -1, count: problem.territories.count)
    for (piece, territory) in pieces.territory.enumerated() {
      let best = main[Int(territory)]
      if best < 0 || pieces.sizes[piece] > pieces.sizes[best] { main[Int(territory)] = piece }
    }
    for atom in held.indices where held[atom] >= 0 {
      let piece = Int(pieces.piece[atom])
      flags[atom] = isPinned[piece] && main[Int(held[atom])] != piece
    }
    return flags
  }
}

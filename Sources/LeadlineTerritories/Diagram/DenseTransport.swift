/// The cheapest way to share out atoms among all cells at once, for few atoms or few cells.
///
/// Every atom has an arc to every cell. Where the cells hold few atoms each, or one atom is split
/// among many, there is nothing to go by near borders.
enum DenseTransport {
  /// The most arcs that are worth it: a few seconds.
  private static let greatestSize = 1_500_000
  /// Squared distances as whole numbers, the greatest one about this.
  private static let scale = 0x1p44

  /// Whether there are few enough arcs.
  static func isAffordable(atoms: Int, cells: Int) -> Bool {
    atoms * cells <= greatestSize
  }

  /// What each atom gives to each of its cells, and the weights that prove it.
  ///
  /// - Parameters:
  ///   - near: The atoms with all cells.
  ///   - tree: The atoms.
  ///   - targets: What the cells shall hold.
  /// - Returns: The flows by slot and the weights by cell; nil if the numbers are out of range.
  static func solve(
    _ near: NearAtoms,
    tree: AtomTree,
    targets: [Int64]
  ) -> (flows: [Int64], weights: [Double])? {
    let factor = scale / max(near.squares.max() ?? 1, .leastNormalMagnitude)
    guard factor.isFinite else { return nil }
    var network = MinCostFlow(nodes: near.atoms.count + targets.count)
    network.reserve(arcs: near.cells.count)
    for (place, atom) in near.atoms.enumerated() {
      let mass = tree.mass[Int(atom)]
      network.supplies[place] = mass
      for slot in Int(near.offsets[place])..<Int(near.offsets[place + 1]) {
        network.addArc(
          from: place,
          to: near.atoms.count + Int(near.cells[slot]),
          capacity: mass,
          cost: Int64((near.squares[slot] * factor).rounded())
        )
      }
    }
    for (cell, target) in targets.enumerated() {
      network.supplies[near.atoms.count + cell] = -target
    }
    guard let optimum = try? network.solve() else { return nil }
    let prices = optimum.potentials[near.atoms.count...]
    return (optimum.flows, prices.map { Double($0) / factor })
  }
}

/// Territories whose centres are at one place.
///
/// Between them no weight can choose, and nothing but the sum of what they hold matters to the cost.
/// So they are solved as one cell, which is cut into compact parts at the end.
struct CentreGroups {
  /// The territories of each cell, ascending.
  let members: [[Int]]
  /// What each cell shall hold.
  let targets: [Int64]
  private let territoryTargets: [Int64]

  /// Groups centres that are no further apart than a tiny share of the extent.
  init(_ centres: [PlanePoint], targets: [Int64], extent: Double) {
    let tolerance = 1e-9 * extent.squareRoot()
    let order = centres.indices.sorted {
      (centres[$0].x, centres[$0].y, $0) < (centres[$1].x, centres[$1].y, $1)
    }
    var leader = Array(centres.indices)
    for (place, one) in order.enumerated() where leader[one] == one {
      for other in order[(place + 1)...] {
        if centres[other].x - centres[one].x > tolerance { break }
        guard abs(centres[other].y - centres[one].y) <= tolerance else { continue }
        if leader[other] == other { leader[other] = one }
      }
    }
    var groups = [[Int]](repeating: [], count: centres.count)
    for territory in centres.indices { groups[leader[territory]].append(territory) }
    members = groups.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
    self.targets = members.map { $0.reduce(0) { $0 + targets[$1] } }
    territoryTargets = targets
  }

  /// The cells of the territories.
  func cells(_ cells: [PowerCell], count: Int) -> [PowerCell] {
    var all = [PowerCell](
      repeating: PowerCell(x: 0, y: 0, weight: 0, size: 0, number: 0),
      count: count
    )
    for (number, members) in members.enumerated() {
      for territory in members {
        all[territory] = cells[number]
        all[territory].number = Int32(territory)
      }
    }
    return all
  }

  /// From the cell of each atom to its territory.
  func share(
    _ cellOfAtom: [Int32],
    tree: AtomTree,
    cells: [PowerCell],
    options: DiagramOptions
  ) -> [Int32] {
    var labels = cellOfAtom.map { Int32(members[Int($0)][0]) }
    for (number, members) in members.enumerated() where members.count > 1 {
      let atoms = cellOfAtom.indices.filter { Int(cellOfAtom[$0]) == number }.map { Int32($0) }
      let parts = Dichotomies.labels(
        of: atoms,
        in: tree,
        targets: members.map { territoryTargets[$0] },
        directions: options.directions
      )
      for (atom, part) in zip(atoms, parts) { labels[Int(atom)] = Int32(members[Int(part)]) }
    }
    return labels
  }
}

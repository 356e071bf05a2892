/// Cuts a territory in two halves of like load.
struct TerritoryHalves {
  private let part: ProblemPart
  private let labels: [Int32]

  /// Takes a plan.
  ///
  /// - Parameters:
  ///   - part: The part of the problem.
  ///   - labels: The territory of each of its customers.
  init(part: ProblemPart, labels: [Int32]) {
    self.part = part
    self.labels = labels
  }

  /// Gives half of a territory to an empty one: what lies beyond a straight cut across its length.
  ///
  /// Of each half the heaviest piece stays, so that neither is torn; the other pieces go back or over.
  /// Pinned customers, and those that the new territory may not have, stay.
  ///
  /// - Parameters:
  ///   - territory: The one that gives.
  ///   - new: The empty one.
  /// - Returns: The labels; nil where nothing can be given, or nothing would stay.
  func split(_ territory: Int, into new: Int) -> [Int32]? {
    let problem = part.problem
    let members = labels.indices.filter { labels[$0] == Int32(territory) }
    let order = along(members)
    func isFree(_ atom: Int) -> Bool { problem.pins[atom] < 0 && problem.allows(atom, in: new) }
    guard let first = order.first(where: isFree), members.count > 1 else { return nil }
    var amounts = problem.measures[0].amounts
    // Where nothing is to be shared out, heads count.
    if members.allSatisfy({ amounts[$0] == 0 }) { for atom in members { amounts[atom] = 1 } }
    let half = members.reduce(0) { $0 + amounts[$1] } / 2
    var halves = labels
    var given = 0.0
    for atom in order where given + amounts[atom] / 2 < half {
      given += amounts[atom]
      if isFree(atom) { halves[atom] = Int32(new) }
    }
    // One goes at least, whatever it weighs and wherever the pinned ones lie.
    if !members.contains(where: { halves[$0] == Int32(new) }) { halves[first] = Int32(new) }
    let pieces = PlanPieces(
      labels: halves,
      graph: part.graph,
      territories: problem.territories.count
    )
    var weights = [Double](repeating: 0, count: pieces.territory.count)
    for atom in members { weights[Int(pieces.piece[atom])] += amounts[atom] + 1e-9 }
    func main(_ label: Int) -> Int? {
      weights.indices.filter { pieces.territory[$0] == Int32(label) && weights[$0] > 0 }
        .max { (weights[$0], $1) < (weights[$1], $0) }
    }
    let kept = [main(territory), main(new)].compactMap { $0 }
    for atom in members where !kept.contains(Int(pieces.piece[atom])) && problem.pins[atom] < 0 {
      let other = halves[atom] == Int32(new) ? territory : new
      if problem.allows(atom, in: other) { halves[atom] = Int32(other) }
    }
    return halves
  }

  /// The members in the order of their places along the direction in which they spread most.
  private func along(_ members: [Int]) -> [Int] {
    let (x, y) = (part.problem.x, part.problem.y)
    let count = Double(max(1, members.count))
    let middle = SIMD2(
      members.reduce(0) { $0 + x[$1] } / count,
      members.reduce(0) { $0 + y[$1] } / count
    )
    var spread = SIMD3<Double>.zero
    for member in members {
      let way = SIMD2(x[member], y[member]) - middle
      spread += SIMD3(way.x * way.x, way.x * way.y, way.y * way.y)
    }
    // The eigenvector of the larger eigenvalue of the matrix of second moments.
    let mean = (spread.x + spread.z) / 2
    let root = ((spread.x - spread.z) * (spread.x - spread.z) / 4 + spread.y * spread.y)
      .squareRoot()
    let axis =
      spread.y != 0
      ? SIMD2(spread.y, mean + root - spread.x)
      : (spread.x >= spread.z ? SIMD2(1, 0) : SIMD2(0, 1))
    let places = members.map { ((SIMD2(x[$0], y[$0]) - middle) * axis).sum() }
    return members.indices.sorted { (places[$0], members[$0]) < (places[$1], members[$1]) }
      .map { members[$0] }
  }
}

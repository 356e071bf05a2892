/// The best plans met on the way from the present plan, one for every amount that may be moved.
///
/// Moves are written down one by one, so that a plan is a position in the record. A plan is kept
/// when none that moves as little is better: less outside of the bands (in steps of 0.001 % of a
/// target), then less moved and more compact. So a larger budget chooses from more plans, and never
/// gets a worse one.
struct MoveFrontier: Sendable {
  /// A plan worth keeping.
  struct Point: Sendable {
    /// The share of the first measure that has left its present territory.
    var moved: Double
    /// How far the plan is outside its bands, in steps.
    var violation: Int64
    /// What has moved, times ties.
    var cost: Double
    /// How much the moment of inertia has grown.
    var growth: Double
    /// How many moves of the record lead to it.
    var position: Int
  }

  private(set) var points: [Point] = []
  /// The best plan in which nobody moves who need not.
  private var still: Point?
  /// What may move, times ties, for the sake of compactness; nil for no more than it takes.
  var room: Double?
  /// What growth costs, in shares moved.
  private let compactness: Double
  private var atoms: [Int32] = []
  private var destinations: [Int32] = []
  private let start: [Int32]

  init(labels: [Int32], compactness: Double) {
    start = labels
    self.compactness = compactness
  }

  /// The steps that violations are compared in.
  static func steps(_ violation: Double) -> Int64 {
    // What rounding leaves of a violation that is gone counts as none.
    Int64(min(violation * 100_000 - 1e-5, 1e15).rounded(.up))
  }

  /// Writes a move down.
  mutating func record(_ atom: Int, to territory: Int32) {
    atoms.append(Int32(atom))
    destinations.append(territory)
  }

  /// Keeps the plan reached now if it is worth it.
  ///
  /// `isStill` tells whether nobody moves in it who need not: customers of no load, or of hardly
  /// any beside others, move for nothing.
  mutating func consider(
    moved: Double,
    isStill: Bool,
    violation: Double,
    cost: Double,
    growth: Double
  ) {
    let point = Point(
      moved: moved,
      violation: Self.steps(violation),
      cost: cost,
      growth: growth,
      position: atoms.count
    )
    if isStill, still.map({ better(point, $0) }) ?? true { still = point }
    // The first point that moves more.
    var low = 0
    var high = points.count
    while low < high {
      let middle = (low + high) / 2
      if points[middle].moved <= moved { low = middle + 1 } else { high = middle }
    }
    if low > 0, !better(point, points[low - 1]) { return }
    // All that move as much or more and are no better go.
    var first = low
    if first > 0, points[first - 1].moved == moved { first -= 1 }
    var end = low
    while end < points.count, !better(points[end], point) { end += 1 }
    points.replaceSubrange(first..<end, with: CollectionOfOne(point))
  }

  /// Whether a plan is less out of band, or as much and costs less.
  func better(_ one: Point, _ other: Point) -> Bool {
    one.violation != other.violation ? one.violation < other.violation : price(one) < price(other)
  }

  private func price(_ point: Point) -> Double {
    let overrun = room.map { 10 * max(0, point.cost - $0) }
    return compactness * point.growth + (overrun ?? point.cost)
  }

  /// The best plan that moves no more than a share, for 0 nobody who need not.
  ///
  /// - Parameters:
  ///   - budget: The share that may move.
  ///   - forced: The share that moves whatever the budget.
  /// - Returns: The plan; nil when every plan moves more.
  func best(within budget: Double, forced: Double = 0) -> Point? {
    guard budget > 0 else { return still }
    let limit = max(budget, forced) + 1e-12
    return points.last { $0.moved <= limit }
  }

  /// The labels of a plan.
  func labels(of point: Point) -> [Int32] {
    var labels = start
    for move in 0..<point.position { labels[Int(atoms[move])] = destinations[move] }
    return labels
  }
}

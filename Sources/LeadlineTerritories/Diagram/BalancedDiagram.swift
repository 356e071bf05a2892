import LeadlineGeometry

/// A plan in which every territory is a cell of a power diagram and holds what it shall.
///
/// Cells of a power diagram are convex: customers belong to the centre from which their squared
/// distance, less the centre's weight, is least. For the centres it has, such a plan has the least
/// sum of amount times squared distance among all plans with the same loads; ``lowerBound`` proves
/// how near it comes.
public struct BalancedDiagram: Hashable, Sendable {
  /// The territory of each customer.
  public let labels: [Int32]
  /// The centres of the cells.
  public let centres: [PlanePoint]
  /// The weights of the cells, m²; equal for territories that share a centre.
  public let weights: [Double]
  /// The sum of the amounts of each territory.
  public let loads: [Double]
  /// What each territory should have: the targets, scaled to the sum of the amounts.
  public let targets: [Double]
  /// The sum of amount times squared distance from the centre, amount · m².
  public let cost: Double
  /// No plan with the same loads and centres costs less, not even if customers could be split.
  public let lowerBound: Double
  /// The cost of the plan that meets the targets exactly and splits a few customers.
  ///
  /// These are fewer than territories; it differs from ``cost`` by their rounding.
  public let splitCost: Double
  /// No plan that meets the targets exactly costs less than this, with these centres.
  public let splitLowerBound: Double
  /// How many customers that plan splits.
  public let splitCount: Int
  /// How many customers lie outside the cell of their territory.
  public let strayCount: Int

  /// How much the plan may cost too much at most: a share of the bound, at least 0.
  public var gap: Double { lowerBound > 0 ? (cost - lowerBound) / lowerBound : 0 }

  /// The same of the plan with split customers.
  public var splitGap: Double {
    splitLowerBound > 0 ? max(0, splitCost - splitLowerBound) / splitLowerBound : 0
  }

  /// The territories without any customer, ascending: there are some if customers are fewer than
  /// territories, or a target is 0 or less than any customer.
  public var emptyTerritories: [Int] {
    var isEmpty = [Bool](repeating: true, count: centres.count)
    for label in labels { isEmpty[Int(label)] = false }
    return isEmpty.indices.filter { isEmpty[$0] }
  }

  /// Divides customers among territories.
  ///
  /// Customers of amount 0 go to the cell they lie in; if all amounts are 0, customers are counted.
  /// One customer above the greatest target gets a territory of its own, as far as that goes, and
  /// the others share the rest.
  ///
  /// - Parameters:
  ///   - x: Where the customers are, metres in a plane.
  ///   - y: Towards the north.
  ///   - amounts: What is balanced, finite and at least 0.
  ///   - targets: What each territory shall have, in any unit, at least 0 and not all 0.
  ///   - centres: Where the territories' centres are or start; nil, or a nil among them, where that
  ///     is open.
  ///   - options: How to look for it.
  ///   - threads: The number of threads, nil for one per processor. The result does not depend on
  ///     it, nor on the order of the customers.
  /// - Returns: The plan, with territories in the order of the targets.
  /// - Throws: ``DiagramError`` if columns don't fit together or values are not usable.
  /// - Complexity: About O(*n* log *n* + borders): a second or two for a million customers.
  public static func solve(
    x: [Double],
    y: [Double],
    amounts: [Double],
    targets: [Double],
    centres: [PlanePoint?]? = nil,
    options: DiagramOptions = DiagramOptions(),
    threads: Int? = nil
  ) throws(DiagramError) -> BalancedDiagram {
    try check(x: x, y: y, amounts: amounts, targets: targets, centres: centres)
    let given = centres ?? targets.map { _ in nil }
    guard !x.isEmpty else {
      return BalancedDiagram(empty: given, count: targets.count)
    }
    let order = PlaneOrder.positions(x: x, y: y, amounts: amounts, threads: threads)
    // Around the middle, so that the last bits of coordinates are spent on what differs.
    let middle = PlanePoint(x: centre(of: x), y: centre(of: y))
    let masses = DiagramMasses(amounts: order.map { amounts[Int($0)] }, targets: targets)
    let tree = AtomTree(
      x: order.map { x[Int($0)] - middle.x },
      y: order.map { y[Int($0)] - middle.y },
      mass: masses.masses
    )
    let bases = given.map { base in
      base.map { PlanePoint(x: $0.x - middle.x, y: $0.y - middle.y) }
    }
    let solver = DiagramSolver(
      tree: tree,
      targets: masses.targets,
      bases: bases,
      options: options,
      threads: threads
    )
    let plan = solver.solve()
    return BalancedDiagram(
      plan,
      tree: tree,
      order: order,
      amounts: amounts,
      targets: targets,
      middle: middle
    )
  }

  private static func centre(of column: [Double]) -> Double {
    let (least, most) = (column.min() ?? 0, column.max() ?? 0)
    return least + (most - least) / 2
  }

  private static func check(
    x: [Double],
    y: [Double],
    amounts: [Double],
    targets: [Double],
    centres: [PlanePoint?]?
  ) throws(DiagramError) {
    guard !targets.isEmpty else { throw .noTerritory }
    guard x.count == y.count, x.count == amounts.count else {
      throw .unequalColumns(x: x.count, y: y.count, amounts: amounts.count)
    }
    if let centres, centres.count != targets.count {
      throw .unequalCentres(centres: centres.count, territories: targets.count)
    }
    // Squares of coordinates beyond this would overflow; the earth is 4e7 metres around.
    let far = 1e100
    for position in x.indices {
      guard abs(x[position]) < far, abs(y[position]) < far, amounts[position] >= 0,
        amounts[position].isFinite
      else { throw .unusableCustomer(position: position) }
    }
    for position in targets.indices {
      let centre = centres?[position]
      guard targets[position] >= 0, targets[position].isFinite,
        abs(centre?.x ?? 0) < far, abs(centre?.y ?? 0) < far
      else { throw .unusableTerritory(position: position) }
    }
    guard targets.contains(where: { $0 > 0 }) else { throw .nothingWanted }
  }

  private init(empty centres: [PlanePoint?], count: Int) {
    labels = []
    self.centres = centres.map { $0 ?? PlanePoint(x: 0, y: 0) }
    weights = [Double](repeating: 0, count: count)
    loads = weights
    targets = weights
    (cost, lowerBound, splitCost, splitLowerBound) = (0, 0, 0, 0)
    (splitCount, strayCount) = (0, 0)
  }

  private init(
    _ plan: DiagramSolver.Plan,
    tree: AtomTree,
    order: [Int32],
    amounts: [Double],
    targets: [Double],
    middle: PlanePoint
  ) {
    var labels = [Int32](repeating: 0, count: order.count)
    var loads = [Double](repeating: 0, count: targets.count)
    var (cost, excess) = (0.0, 0.0)
    var strays = 0
    for atom in order.indices {
      let customer = Int(order[atom])
      let label = plan.labels[atom]
      labels[customer] = label
      loads[Int(label)] += amounts[customer]
      let cell = plan.cells[Int(label)]
      let power = cell.power(tree.x[atom], tree.y[atom])
      cost += amounts[customer] * (power + cell.weight)
      let nearest = plan.cells[Int(plan.nearest[atom])]
      if nearest.number == label { continue }
      // Rounding may leave atoms between two cells a hair on either side.
      let beyond = max(0, power - nearest.power(tree.x[atom], tree.y[atom]))
      excess += amounts[customer] * beyond
      if beyond > 1e-9 * (abs(power) + abs(cell.weight)) { strays += 1 }
    }
    self.labels = labels
    self.loads = loads
    self.cost = cost
    lowerBound = max(0, cost - excess)
    strayCount = strays
    centres = plan.cells.map { PlanePoint(x: $0.x + middle.x, y: $0.y + middle.y) }
    weights = plan.cells.map(\.weight)
    let unit = amounts.reduce(0, +) / Double(max(1, tree.total))
    splitCost = plan.splitCost * unit
    splitLowerBound = min(splitCost, max(0, plan.splitBound * unit))
    splitCount = plan.splitCount
    let wanted = targets.reduce(0, +)
    let total = amounts.reduce(0, +)
    self.targets = targets.map { $0 / wanted * total }
  }
}

/// Why a plan is not in its bands: a proof that no plan can be, or how near the search came.
///
/// Territories and measures go by their position in the problem, customers by theirs.
public enum Shortfall: Hashable, Sendable {
  /// Customers pinned to a territory add up to more than it may have.
  ///
  /// The customer is the largest of them; the excess is a share of the territory's target.
  case pinnedTooMuch(territory: Int, measure: Int, excess: Double, largest: Int)
  /// A customer, with so many others that stay together with it, is larger than any territory that
  /// may have it may be.
  ///
  /// The customer is the largest of them; the excess is a share of the target of the largest of
  /// these territories.
  case customerTooLarge(customer: Int, others: Int, measure: Int, excess: Double)
  /// There are fewer units, of customers that stay together and have more than nothing, than
  /// territories that need one.
  case tooFewCustomers(measure: Int, customers: Int, units: Int, territories: Int)
  /// Customers allowed only in some territories add up to more than these may have together.
  ///
  /// The excess is a share of what these territories shall have.
  case eligibleTooMuch(territories: [Int], measure: Int, excess: Double)
  /// All customers that some territories may have add up to less than these need together.
  ///
  /// The lack is a share of what these territories shall have.
  case eligibleTooLittle(territories: [Int], measure: Int, lack: Double)
  /// A part of the land that hangs together, but not with the rest, holds no whole number of
  /// territories: its sum is this many mean targets.
  case partFitsNoTerritories(customers: Int, measure: Int, territories: Double)
  /// The land falls apart in more parts than there are territories.
  case morePartsThanTerritories(parts: Int, territories: Int)
  /// No reason is known: the search came as near as this, as a share of the target.
  case notFound(territory: Int, measure: Int, deviation: Double)
  /// Some of the territories that count are off by more than the band, the worst by this share of
  /// its target, as moves are limited.
  case outOfBand(
    measure: Int,
    outside: Int,
    of: Int,
    worst: Int,
    deviation: Double,
    limit: MoveLimit
  )

  /// What keeps a plan from moving more.
  public enum MoveLimit: Hashable, Sendable {
    /// Only territories near the change may take part in it.
    case neighbourhood
    /// No more than a share of the first measure may move; the share that a plan in band moves,
    /// where one was found without the limit.
    case budget(Double, enough: Double?)
  }

  /// Whether no plan at all can be in band, as opposed to none being found.
  public var isProof: Bool {
    switch self {
    case .notFound, .outOfBand: false
    default: true
    }
  }

  /// One sentence that names the measure, the territory and the amount.
  ///
  /// - Parameters:
  ///   - problem: The problem the shortfall was found for.
  ///   - customer: What to call a customer; by default by its number, from 1.
  /// - Returns: The sentence, without a full stop.
  public func sentence(
    _ problem: TerritoryProblem,
    customer: (Int) -> String = { "customer \($0 + 1)" }
  ) -> String {
    func name(_ measure: Int) -> String { problem.measures[measure].name }
    func territory(_ position: Int) -> String { "'\(problem.territories[position].id)'" }
    func list(_ positions: [Int]) -> String {
      let few = positions.prefix(5).map(territory).joined(separator: ", ")
      return positions.count > 5 ? "\(few) and \(positions.count - 5) more" : few
    }
    switch self {
    case .pinnedTooMuch(let slot, let measure, let excess, let largest):
      return "\(name(measure)): the customers pinned to \(territory(slot)) are"
        + " \(Self.percent(excess)) of its target above its band; \(customer(largest)) is the"
        + " largest of them"
    case .customerTooLarge(let position, let others, let measure, let excess):
      let above =
        "\(Self.percent(excess)) of the target above the band of any territory that may have"
      return others == 0
        ? "\(name(measure)): \(customer(position)) alone is \(above) it"
        : "\(name(measure)): \(customer(position)) and \(others) others that stay together with it, at"
          + " one place or of one group, are \(above) them"
    case .tooFewCustomers(let measure, let customers, let units, let territories):
      let need = "but \(territories) territories need some"
      return customers == units
        ? "\(name(measure)): only \(customers) customers have any, \(need)"
        : "\(name(measure)): only \(customers) customers have any, of which those at one place or of one"
          + " group stay together, \(units) units in all, \(need)"
    case .eligibleTooMuch(let slots, let measure, let excess):
      return "\(name(measure)): the customers that only \(list(slots)) may have are"
        + " \(Self.percent(excess)) above what these may have together"
    case .eligibleTooLittle(let slots, let measure, let lack):
      return "\(name(measure)): all customers that \(list(slots)) may have are"
        + " \(Self.percent(lack)) short of what these need together"
    case .partFitsNoTerritories(let customers, let measure, let territories):
      return "\(name(measure)): \(customers) customers that no border joins to the others are worth"
        + " \(Self.decimal(territories)) territories, and a territory must be of one piece"
    case .morePartsThanTerritories(let parts, let territories):
      return "the land is in \(parts) parts that no border joins, more than the \(territories)"
        + " territories, and a territory must be of one piece"
    case .notFound(let slot, let measure, let deviation):
      return "\(name(measure)): no plan in band was found; \(territory(slot)) is"
        + " \(Self.percent(abs(deviation))) \(deviation < 0 ? "below" : "above") its target in the"
        + " best one"
    case .outOfBand(let measure, let outside, let count, let worst, let deviation, let limit):
      return "\(outside) of \(count) territories are off by more than"
        + " \(Self.percent(problem.measures[measure].tolerance)) of their \(name(measure)),"
        + " \(territory(worst)) the most, \(Self.percent(abs(deviation)))"
        + " \(deviation < 0 ? "below" : "above")"
        + "; \(Self.sentence(limit))"
    }
  }

  private static func sentence(_ limit: MoveLimit) -> String {
    switch limit {
    case .neighbourhood: "only territories within two hops of the change may differ"
    case .budget(let share, let enough):
      "at most \(percent(share)) may move, and "
        + (enough.map { "\(percent($0)) would do" } ?? "more would bring it nearer")
    }
  }

  private static func percent(_ share: Double) -> String { decimal(share * 100) + " %" }

  /// Two decimals; what is more than nothing is not written as nothing.
  private static func decimal(_ value: Double) -> String {
    guard value < 1e12 else { return "\(value)" }
    let hundredths = value > 0 ? max(1, Int((value * 100).rounded())) : 0
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  /// Which measures of a plan are not in their bands everywhere, one shortfall each.
  ///
  /// - Complexity: O(customers · measures).
  static func outOfBand(
    _ labels: [Int32],
    in problem: TerritoryProblem,
    limit: MoveLimit
  ) -> [Shortfall] {
    problem.measures.indices.compactMap { measure in
      let (outside, deviations) = outside(measure, labels, problem)
      guard let worst = outside.max(by: { abs(deviations[$0]) < abs(deviations[$1]) }) else {
        return nil
      }
      return .outOfBand(
        measure: measure,
        outside: outside.count,
        of: problem.territories.count { $0.capacity > 0 },
        worst: worst,
        deviation: deviations[worst],
        limit: limit
      )
    }
  }

  /// Whether all measures of a plan are in their bands everywhere.
  ///
  /// - Complexity: O(customers · measures).
  static func isInBand(_ labels: [Int32], in problem: TerritoryProblem) -> Bool {
    problem.measures.indices.allSatisfy { outside($0, labels, problem).territories.isEmpty }
  }

  /// The territories that are outside their band of a measure, and how far all of them are off.
  private static func outside(
    _ measure: Int,
    _ labels: [Int32],
    _ problem: TerritoryProblem
  ) -> (territories: [Int], deviations: [Double]) {
    let targets = problem.targets(of: measure)
    let sums = problem.measures[measure].sums(labels, territories: targets.count)
    let deviations = zip(sums, targets).map { $1 > 0 ? $0 / $1 - 1 : 0 }
    let tolerance = problem.measures[measure].tolerance
    return (deviations.indices.filter { abs(deviations[$0]) > tolerance + 1e-9 }, deviations)
  }
}

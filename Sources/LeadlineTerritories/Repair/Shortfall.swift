/// Why a plan is not in its bands: a proof that no plan can be, or how near the search came.
///
/// Territories and measures go by their position in the problem, customers by theirs.
public enum Shortfall: Hashable, Sendable {
  /// Customers pinned to a territory add up to more than it may have.
  ///
  /// The customer is the largest of them; the excess is a share of the territory's target.
  case pinnedTooMuch(territory: Int, measure: Int, excess: Double, largest: Int)
  /// A customer is larger than any territory it is allowed in may be.
  ///
  /// The excess is a share of the target of the largest of these territories.
  case customerTooLarge(customer: Int, measure: Int, excess: Double)
  /// There are fewer customers of more than nothing than territories that need one.
  case tooFewCustomers(measure: Int, customers: Int, territories: Int)
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
  /// Some of the territories that count are off by more than the band, the worst by this share of its
  /// target.
  ///
  /// What a budget for moves, or a change of which only neighbours may take part, left.
  case outOfBand(measure: Int, outside: Int, of: Int, worst: Int, deviation: Double, isLocal: Bool)

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
    case .customerTooLarge(let position, let measure, let excess):
      return
        "\(name(measure)): \(customer(position)) alone is \(Self.percent(excess)) of the target"
        + " above the band of any territory that may have it"
    case .tooFewCustomers(let measure, let customers, let territories):
      return
        "\(name(measure)): only \(customers) customers have any, but \(territories) territories"
        + " need some"
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
    case .outOfBand(let measure, let outside, let count, let worst, let deviation, let isLocal):
      return "\(outside) of \(count) territories are off by more than"
        + " \(Self.percent(problem.measures[measure].tolerance)) of their \(name(measure)),"
        + " \(territory(worst)) the most, \(Self.percent(abs(deviation)))"
        + " \(deviation < 0 ? "below" : "above")"
        + (isLocal ? "; only territories within two hops of the change may differ" : "")
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

  /// The same for other numbers of customers.
  func renumbered(_ customer: (Int) -> Int) -> Shortfall {
    switch self {
    case .pinnedTooMuch(let territory, let measure, let excess, let largest):
      .pinnedTooMuch(
        territory: territory,
        measure: measure,
        excess: excess,
        largest: customer(largest)
      )
    case .customerTooLarge(let position, let measure, let excess):
      .customerTooLarge(customer: customer(position), measure: measure, excess: excess)
    default: self
    }
  }

  /// Which measures of a plan are not in their bands everywhere, one shortfall each.
  ///
  /// - Complexity: O(customers · measures).
  static func outOfBand(
    _ labels: [Int32],
    in problem: TerritoryProblem,
    isLocal: Bool = false
  ) -> [Shortfall] {
    problem.measures.enumerated().compactMap { position, measure in
      let targets = problem.targets(of: position)
      let sums = measure.sums(labels, territories: targets.count)
      let deviations = zip(sums, targets).map { $1 > 0 ? $0 / $1 - 1 : 0 }
      let outside = deviations.indices.filter { abs(deviations[$0]) > measure.tolerance + 1e-9 }
      guard let worst = outside.max(by: { abs(deviations[$0]) < abs(deviations[$1]) }) else {
        return nil
      }
      return .outOfBand(
        measure: position,
        outside: outside.count,
        of: targets.count { $0 > 0 },
        worst: worst,
        deviation: deviations[worst],
        isLocal: isLocal
      )
    }
  }
}

/// What is to be divided: customers as columns, what is balanced, and the territories.
///
/// Columns have one value per customer, in the same order. Territories go by their position in
/// ``territories``; -1 stands for none.
public struct TerritoryProblem: Hashable, Sendable {
  /// Where the customers are, metres in a plane; see ``TerritoryPlane``.
  public var x: [Double]
  /// Towards the north.
  public var y: [Double]
  /// What is balanced; at least one, the first is the one that moves are counted in.
  public var measures: [BalanceMeasure]
  /// The territories.
  public var territories: [TerritorySlot]
  /// The territory each customer is in now; -1 for none.
  public var present: [Int32]
  /// The territory each customer must be in; -1 for any.
  public var pins: [Int32]
  /// What holds a customer to its present territory beside its amount: moving it costs its amount
  /// of the first measure times this; 1 for an ordinary relationship.
  public var ties: [Double]
  /// Customers with the same number here stay together; -1 for those that stand alone.
  public var groups: [Int32]
  /// Which of ``eligibleSets`` each customer is held to; -1 when every territory may have it.
  public var eligibility: [Int32]
  /// Sets of territories, each with one flag per territory.
  public var eligibleSets: [[Bool]]

  /// Makes a problem in which everything is free: no present plan, no pins, no groups.
  public init(x: [Double], y: [Double], measures: [BalanceMeasure], territories: [TerritorySlot]) {
    self.x = x
    self.y = y
    self.measures = measures
    self.territories = territories
    present = [Int32](repeating: -1, count: x.count)
    pins = present
    groups = present
    eligibility = present
    ties = [Double](repeating: 1, count: x.count)
    eligibleSets = []
  }

  /// The number of customers.
  public var count: Int { x.count }

  /// Tells whether a territory may have a customer.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func allows(_ customer: Int, in territory: Int) -> Bool {
    let pin = pins[customer]
    if pin >= 0 { return pin == territory }
    let set = eligibility[customer]
    return set < 0 || eligibleSets[Int(set)][territory]
  }

  /// What each territory shall have of a measure: its share of the sum by capacity.
  ///
  /// - Complexity: O(customers + territories).
  public func targets(of measure: Int) -> [Double] {
    let total = measures[measure].amounts.reduce(0, +)
    let capacity = territories.reduce(0) { $0 + $1.capacity }
    return territories.map { total * $0.capacity / capacity }
  }
}

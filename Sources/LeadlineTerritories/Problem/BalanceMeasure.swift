/// A quantity that every territory shall have its share of: customers, minutes, money.
public struct BalanceMeasure: Hashable, Sendable {
  /// The name of the column it comes from.
  public var name: String
  /// How far a territory's sum may lie from its target, as a share of the target: 0.05 is 5 %.
  public var tolerance: Double
  /// The customers' amounts, each finite and at least 0, in the order of the problem's columns.
  public var amounts: [Double]

  /// Makes a measure.
  public init(name: String, tolerance: Double = 0.05, amounts: [Double]) {
    self.name = name
    self.tolerance = tolerance
    self.amounts = amounts
  }

  /// What each territory of a plan has.
  ///
  /// - Parameters:
  ///   - labels: The territory of each customer, -1 for none.
  ///   - territories: The number of territories.
  /// - Returns: One sum per territory.
  /// - Complexity: O(customers).
  func sums(_ labels: [Int32], territories: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: territories)
    for (customer, label) in labels.enumerated() where label >= 0 {
      sums[Int(label)] += amounts[customer]
    }
    return sums
  }
}

/// A territory that a plan gives customers to.
public struct TerritorySlot: Hashable, Sendable {
  /// Its id.
  public var id: String
  /// Where its rep starts the day, in the plane of the problem, metres; nil when unknown.
  public var base: PlanePoint?
  /// What its rep can do, in any unit: targets are proportional to it.
  public var capacity: Double

  /// Makes a territory.
  public init(id: String, base: PlanePoint? = nil, capacity: Double = 1) {
    self.id = id
    self.base = base
    self.capacity = capacity
  }
}

/// A point of the plane in which a plan is worked out.
public struct PlanePoint: Hashable, Sendable {
  /// Towards the east, metres.
  public var x: Double
  /// Towards the north, metres.
  public var y: Double

  /// Makes a point.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

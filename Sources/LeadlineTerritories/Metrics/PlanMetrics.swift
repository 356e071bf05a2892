import Foundation
public import LeadlineGeometry

/// How good a plan is, in figures.
public struct PlanMetrics: Hashable, Sendable {
  /// How one measure is balanced.
  public struct Measure: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// The share of the target by which a territory may be off.
    public let tolerance: Double
    /// The sum over all customers in a territory.
    public let total: Double
    /// The largest share of its target by which a territory is off.
    public let worstDeviation: Double
    /// The mean of these shares.
    public let meanDeviation: Double
    /// The number of territories that are off by more than the tolerance.
    public let outside: Int
  }

  /// One territory.
  public struct Territory: Hashable, Sendable {
    /// Its id.
    public let id: String
    /// The number of its customers.
    public let customers: Int
    /// What it has of each measure.
    public let sums: [Double]
    /// What it should have.
    public let targets: [Double]
    /// How far its customers are from their middle, geodesic metres, the mean by the first measure.
    public let meanDistanceMetres: Double
    /// How far they are from the rep's home; nil without one.
    public let meanHomeDistanceMetres: Double?
    /// The distance between its two customers farthest apart, metres.
    public let diameterMetres: Double
    /// How many pieces it lies in; 0 without customers.
    public let pieces: Int

    /// The share of the target by which it is off; 0 for a target of 0.
    public func deviation(of measure: Int) -> Double {
      targets[measure] > 0 ? sums[measure] / targets[measure] - 1 : 0
    }
  }

  /// One entry per measure.
  public let measures: [Measure]
  /// One entry per territory.
  public let territories: [Territory]
  /// Customers in no territory.
  public let unassigned: Int
  /// How far customers are from the middle of their territory, the mean by the first measure.
  public let meanDistanceMetres: Double
  /// The distance that 95 of 100 customers do not exceed.
  public let distance95Metres: Double
  /// Customers that are not where they are pinned.
  public let brokenPins: Int
  /// Customers in a territory that they are not eligible for.
  public let ineligible: Int

  /// The pieces that the territories lie in, added up.
  public var pieces: Int { territories.reduce(0) { $0 + $1.pieces } }
  /// The largest diameter of a territory, metres.
  public var largestDiameterMetres: Double {
    territories.reduce(0) { max($0, $1.diameterMetres) }
  }

  /// Measures a plan.
  ///
  /// - Parameters:
  ///   - problem: What was divided.
  ///   - labels: The territory of each customer, -1 for none.
  ///   - longitudes: Degrees.
  ///   - latitudes: Degrees.
  ///   - homes: The homes of the territories' reps, nil where unknown.
  ///   - pieces: The number of pieces of each territory, see ``TerritoryPlanner/pieces(of:)``.
  /// - Complexity: O(customers · (measures + log customers)).
  public init(
    problem: TerritoryProblem,
    labels: [Int32],
    longitudes: [Double],
    latitudes: [Double],
    homes: [Coordinate?],
    pieces: [Int]
  ) {
    let spread = Spread(
      problem: problem,
      labels: labels,
      longitudes: longitudes,
      latitudes: latitudes,
      homes: homes
    )
    let targets = problem.measures.indices.map { problem.targets(of: $0) }
    let sums = problem.measures.map {
      $0.sums(labels, territories: problem.territories.count)
    }
    let diameters = Diameters(
      x: problem.x,
      y: problem.y,
      labels: labels,
      territories: problem.territories.count
    )
    territories = problem.territories.indices.map { territory in
      Territory(
        id: problem.territories[territory].id,
        customers: spread.customers[territory],
        sums: sums.map { $0[territory] },
        targets: targets.map { $0[territory] },
        meanDistanceMetres: spread.means[territory],
        meanHomeDistanceMetres: homes[territory] == nil ? nil : spread.homeMeans[territory],
        diameterMetres: diameters.metres[territory],
        pieces: pieces[territory]
      )
    }
    let entries = territories
    measures = problem.measures.enumerated().map { position, measure in
      let deviations = entries.map { abs($0.deviation(of: position)) }
      return Measure(
        name: measure.name,
        tolerance: measure.tolerance,
        total: sums[position].reduce(0, +),
        worstDeviation: deviations.max() ?? 0,
        meanDeviation: deviations.reduce(0, +) / Double(max(1, deviations.count)),
        // Sums of the same amounts in another order differ in their last digits.
        outside: deviations.count { $0 > measure.tolerance + 1e-9 }
      )
    }
    unassigned = labels.count { $0 < 0 }
    meanDistanceMetres = spread.mean
    distance95Metres = spread.distance95
    brokenPins = labels.indices.count { problem.pins[$0] >= 0 && problem.pins[$0] != labels[$0] }
    ineligible = labels.indices.count { customer in
      problem.pins[customer] < 0 && problem.eligibility[customer] >= 0 && labels[customer] >= 0
        && !problem.allows(customer, in: Int(labels[customer]))
    }
  }
}

/// How far customers are from the middles of their territories and from the homes of their reps.
private struct Spread {
  private(set) var customers: [Int]
  private(set) var means: [Double]
  private(set) var homeMeans: [Double]
  private(set) var mean = 0.0
  private(set) var distance95 = 0.0

  init(
    problem: TerritoryProblem,
    labels: [Int32],
    longitudes: [Double],
    latitudes: [Double],
    homes: [Coordinate?]
  ) {
    let territories = problem.territories.count
    customers = [Int](repeating: 0, count: territories)
    means = [Double](repeating: 0, count: territories)
    homeMeans = means
    let amounts = problem.measures[0].amounts
    let places = zip(longitudes, latitudes).map {
      try? Coordinate(longitude: $0, latitude: $1)
    }
    let middles = Self.middles(labels, longitudes, latitudes, amounts, territories)
    var weights = means
    var distances: [Double] = []
    distances.reserveCapacity(labels.count)
    for (customer, label) in labels.enumerated() where label >= 0 {
      guard let place = places[customer], let middle = middles[Int(label)] else { continue }
      // Customers without any amount count a little, so that a territory of such has a spread too.
      let weight = amounts[customer] + 1e-9
      let metres = Geodesic.distance(place, middle).metres
      customers[Int(label)] += 1
      weights[Int(label)] += weight
      means[Int(label)] += weight * metres
      distances.append(metres)
      if let home = homes[Int(label)] {
        homeMeans[Int(label)] += weight * Geodesic.distance(place, home).metres
      }
    }
    mean = means.reduce(0, +) / max(weights.reduce(0, +), 1e-300)
    for territory in means.indices where weights[territory] > 0 {
      means[territory] /= weights[territory]
      homeMeans[territory] /= weights[territory]
    }
    distances.sort()
    if !distances.isEmpty { distance95 = distances[(distances.count * 95 + 99) / 100 - 1] }
  }

  /// The middle of each territory by amount: the direction of the sum of its customers' directions.
  private static func middles(
    _ labels: [Int32],
    _ longitudes: [Double],
    _ latitudes: [Double],
    _ amounts: [Double],
    _ territories: Int
  ) -> [Coordinate?] {
    var sums = [SIMD3<Double>](repeating: .zero, count: territories)
    for (customer, label) in labels.enumerated() where label >= 0 {
      let longitude = longitudes[customer] * .pi / 180
      let latitude = latitudes[customer] * .pi / 180
      let direction = SIMD3(
        cos(latitude) * cos(longitude),
        cos(latitude) * sin(longitude),
        sin(latitude)
      )
      sums[Int(label)] += direction * (amounts[customer] + 1e-9)
    }
    return sums.map { sum in
      guard sum != .zero else { return nil }
      return try? Coordinate(
        longitude: atan2(sum.y, sum.x) * 180 / .pi,
        latitude: atan2(sum.z, (sum.x * sum.x + sum.y * sum.y).squareRoot()) * 180 / .pi
      )
    }
  }
}

import LeadlineGeometry

@testable import LeadlineTerritories

/// Customers for tests of diagrams: towns and open country in 300 by 300 km.
struct DiagramPlace {
  var x: [Double] = []
  var y: [Double] = []
  var amounts: [Double] = []

  init(customers: Int, using generator: inout SplitMix64) {
    let towns = (0..<8).map { _ in
      (
        x: generator.double(in: 0...300_000), y: generator.double(in: 0...300_000),
        size: generator.double(in: 500...12_000)
      )
    }
    for _ in 0..<customers {
      if generator.double(in: 0...1) < 0.2 {
        x.append(generator.double(in: 0...300_000))
        y.append(generator.double(in: 0...300_000))
      } else {
        let town = towns[Int.random(in: 0..<towns.count, using: &generator)]
        // The sum of four even draws is near enough to a bell.
        let draws = (0..<8).map { _ in generator.double(in: -1...1) }
        x.append(town.x + town.size * (draws[0] + draws[1] + draws[2] + draws[3]))
        y.append(town.y + town.size * (draws[4] + draws[5] + draws[6] + draws[7]))
      }
      amounts.append(generator.double(in: 15...400).rounded())
    }
  }

  /// Few customers at whole coordinates with small whole amounts.
  init(wholeCustomers count: Int, _ generator: inout SplitMix64) {
    for _ in 0..<count {
      x.append(generator.double(in: 0...1_000).rounded())
      y.append(generator.double(in: 0...1_000).rounded())
      amounts.append(generator.double(in: 1...9).rounded())
    }
  }

  func solve(
    territories: Int,
    centres: [PlanePoint?]? = nil,
    options: DiagramOptions = DiagramOptions(),
    threads: Int? = 1
  ) throws -> BalancedDiagram {
    try BalancedDiagram.solve(
      x: x,
      y: y,
      amounts: amounts,
      targets: [Double](repeating: 1, count: territories),
      centres: centres,
      options: options,
      threads: threads
    )
  }

  func someCentres(_ count: Int, using generator: inout SplitMix64) -> [PlanePoint?] {
    (0..<count).map { _ in
      let customer = Int.random(in: 0..<x.count, using: &generator)
      return PlanePoint(x: x[customer] + 0.5, y: y[customer] - 0.25)
    }
  }

  func square(_ customer: Int, _ point: PlanePoint) -> Double {
    Self.square(PlanePoint(x: x[customer], y: y[customer]), point)
  }

  static func square(_ one: PlanePoint, _ other: PlanePoint) -> Double {
    let (dx, dy) = (one.x - other.x, one.y - other.y)
    return dx * dx + dy * dy
  }

  func centroids(_ labels: [Int32], territories: Int) -> [PlanePoint] {
    (0..<territories).map { territory in
      var (sum, sumX, sumY) = (0.0, 0.0, 0.0)
      for customer in x.indices where Int(labels[customer]) == territory {
        sum += amounts[customer]
        sumX += amounts[customer] * x[customer]
        sumY += amounts[customer] * y[customer]
      }
      return PlanePoint(x: sumX / max(sum, 1e-9), y: sumY / max(sum, 1e-9))
    }
  }

  /// The least cost of any way to give whole customers to territories with exactly these loads.
  func cheapest(centres: [PlanePoint], loads: [Double]) -> Double {
    var least = Double.infinity
    var left = loads
    func place(_ customer: Int, _ cost: Double) {
      if cost >= least { return }
      guard customer < x.count else {
        least = cost
        return
      }
      for territory in centres.indices where left[territory] >= amounts[customer] {
        left[territory] -= amounts[customer]
        place(customer + 1, cost + amounts[customer] * square(customer, centres[territory]))
        left[territory] += amounts[customer]
      }
    }
    place(0, 0)
    return least
  }

  /// The least cost with equal targets when customers may be split; amounts are whole.
  func flowCost(centres: [PlanePoint]) throws -> Double {
    let territories = centres.count
    var network = MinCostFlow(nodes: x.count + territories)
    var total: Int64 = 0
    // Sixteenths of square metres: centres lie on halves and quarters.
    for customer in x.indices {
      let amount = Int64(amounts[customer]) * Int64(territories)
      total += amount
      network.supplies[customer] = amount
      for (territory, centre) in centres.enumerated() {
        let cost = Int64((16 * square(customer, centre)).rounded())
        network.addArc(from: customer, to: x.count + territory, capacity: amount, cost: cost)
      }
    }
    for territory in centres.indices {
      network.supplies[x.count + territory] = -total / Int64(territories)
    }
    return Double(try network.solve().cost) / 16 / Double(territories)
  }
}

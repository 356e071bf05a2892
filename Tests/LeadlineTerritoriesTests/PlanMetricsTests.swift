import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct PlanMetricsTests {
  /// Four customers on the equator, a degree apart, in a row; neighbours are those beside each other.
  private func metrics(_ labels: [Int32]) throws -> PlanMetrics {
    var problem = TerritoryProblem(
      x: [0, 111_320, 222_640, 333_960],
      y: [0, 0, 0, 0],
      measures: [
        BalanceMeasure(name: "workload", tolerance: 0.2, amounts: [1, 1, 1, 3]),
        BalanceMeasure(name: "customers", tolerance: 0.05, amounts: [1, 1, 1, 1]),
      ],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
    )
    problem.pins[0] = 0
    problem.eligibleSets = [[false, true]]
    problem.eligibility[1] = 0
    let edges: [(Int32, Int32)] = [(0, 1), (1, 2), (2, 3)]
    let pieces = PlanPieces(
      labels: labels,
      graph: ContiguityGraph(count: 4, pairs: edges),
      territories: 2
    )
    return PlanMetrics(
      problem: problem,
      labels: labels,
      longitudes: [0, 1, 2, 3],
      latitudes: [0, 0, 0, 0],
      homes: [try Coordinate(longitude: 0, latitude: 0), nil],
      pieces: pieces.counts.map { Int($0) }
    )
  }

  @Test func sumsAndDeviationsAreThoseOfTheLabels() throws {
    let metrics = try metrics([0, 0, 0, 1])
    #expect(metrics.measures[0].worstDeviation == 0)
    #expect(metrics.measures[0].outside == 0)
    #expect(metrics.measures[1].worstDeviation == 0.5)
    #expect(metrics.measures[1].outside == 2)
    #expect(metrics.territories.map(\.customers) == [3, 1])
    #expect(metrics.territories[0].sums == [3, 3])
    #expect(metrics.territories[0].targets == [3, 2])
  }

  @Test func distancesAreGeodesic() throws {
    let metrics = try metrics([0, 0, 0, 1])
    // 1/298.257 does not matter on the equator: a degree is a π / 180.
    let degree = 6_378_137.0 * Double.pi / 180
    #expect(abs(metrics.territories[0].meanDistanceMetres - degree * 2 / 3) < 0.01)
    #expect(metrics.territories[1].meanDistanceMetres < 0.01)
    let home = try #require(metrics.territories[0].meanHomeDistanceMetres)
    #expect(abs(home - degree) < 0.01)
    #expect(metrics.territories[1].meanHomeDistanceMetres == nil)
    #expect(metrics.largestDiameterMetres == 222_640)
    #expect(abs(metrics.distance95Metres - degree) < 0.01)
  }

  @Test func faultsAreCounted() throws {
    let torn = try metrics([1, 0, 1, 0])
    #expect(torn.pieces == 4)
    #expect(torn.brokenPins == 1)
    #expect(torn.ineligible == 1)
    #expect(torn.unassigned == 0)
    let whole = try metrics([0, 1, 1, -1])
    #expect(whole.pieces == 2)
    #expect(whole.brokenPins == 0)
    #expect(whole.ineligible == 0)
    #expect(whole.unassigned == 1)
  }

  @Test func hullsHoldTheFarthestPair() {
    forEverySeed(0..<50) { _, random in
      let count = Int(random.next() % 40) + 1
      // Whole numbers, so that many points coincide or are in line.
      let x = (0..<count).map { _ in Double(random.next() % 12) }
      let y = (0..<count).map { _ in Double(random.next() % 12) }
      let labels = (0..<count).map { _ in Int32(random.next() % 2) }
      let found = Diameters(x: x, y: y, labels: labels, territories: 2).metres
      for territory in 0..<2 {
        var longest = 0.0
        for first in 0..<count where labels[first] == territory {
          for second in 0..<count where labels[second] == territory {
            let (dx, dy) = (x[first] - x[second], y[first] - y[second])
            longest = max(longest, dx * dx + dy * dy)
          }
        }
        #expect(found[territory] == longest.squareRoot())
      }
    }
  }
}

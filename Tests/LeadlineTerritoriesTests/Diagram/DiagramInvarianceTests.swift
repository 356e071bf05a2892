import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct DiagramInvarianceTests {
  private let targets = [Double](repeating: 1, count: 11)

  private func place(_ seed: UInt64) -> DiagramPlace {
    var generator = SplitMix64(seed: seed)
    return DiagramPlace(customers: 5_000, using: &generator)
  }

  @Test func resultDoesNotDependOnTheNumberOfThreads() throws {
    let place = place(1)
    let plans = try [1, 2, 3].map { try place.solve(territories: 11, threads: $0) }
    #expect(plans[0] == plans[1] && plans[1] == plans[2])
  }

  @Test func resultDoesNotDependOnTheOrderOfCustomers() throws {
    let place = place(2)
    let plan = try place.solve(territories: 11)
    var generator = SplitMix64(seed: 3)
    let order = place.x.indices.shuffled(using: &generator)
    let shuffled = try BalancedDiagram.solve(
      x: order.map { place.x[$0] },
      y: order.map { place.y[$0] },
      amounts: order.map { place.amounts[$0] },
      targets: targets
    )
    #expect(shuffled.labels == order.map { plan.labels[$0] })
    #expect(shuffled.centres == plan.centres)
  }

  @Test func movingEverythingMovesThePlan() throws {
    let place = place(4)
    let plan = try place.solve(territories: 11)
    let moved = try BalancedDiagram.solve(
      x: place.x.map { $0 + 1_048_576 },
      y: place.y.map { $0 - 524_288 },
      amounts: place.amounts,
      targets: targets
    )
    #expect(Self.differing(plan, moved) <= 5)
  }

  @Test func anotherUnitOfLengthGivesTheSamePlan() throws {
    let place = place(5)
    let plan = try place.solve(territories: 11)
    let scaled = try BalancedDiagram.solve(
      x: place.x.map { $0 / 1_024 },
      y: place.y.map { $0 / 1_024 },
      amounts: place.amounts,
      targets: targets
    )
    #expect(scaled.labels == plan.labels)
  }

  @Test func anotherUnitOfAmountGivesTheSamePlan() throws {
    let place = place(6)
    let plan = try place.solve(territories: 11)
    let scaled = try BalancedDiagram.solve(
      x: place.x,
      y: place.y,
      amounts: place.amounts.map { $0 * 0.001 },
      targets: targets.map { $0 * 1e6 }
    )
    #expect(Self.differing(plan, scaled) <= 5)
  }

  /// Rounding of sums may turn a tie; no more than a few customers may notice.
  private static func differing(_ one: BalancedDiagram, _ other: BalancedDiagram) -> Int {
    zip(one.labels, other.labels).count { $0 != $1 }
  }
}

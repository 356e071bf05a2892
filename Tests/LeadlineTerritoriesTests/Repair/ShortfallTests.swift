import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct ShortfallTests {
  /// A row of customers, the first half in a, the others in b.
  private func row(
    _ amounts: [Double],
    tolerance: Double = 0.05,
    territories: [TerritorySlot] = [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
  ) -> TerritoryProblem {
    TerritoryProblem(
      x: amounts.indices.map { Double($0) },
      y: [Double](repeating: 0, count: amounts.count),
      measures: [BalanceMeasure(name: "workload", tolerance: tolerance, amounts: amounts)],
      territories: territories
    )
  }

  private func find(
    _ problem: TerritoryProblem,
    _ labels: [Int32],
    edges: [(Int, Int)]? = nil,
    isContiguous: Bool = true
  ) -> [Shortfall] {
    let path = (1..<problem.count).map { ($0 - 1, $0) }
    return Shortfall.find(
      in: PlanState(
        problem: problem,
        graph: RepairCases.graph(problem.count, edges: edges ?? path),
        labels: labels
      ),
      isContiguous: isContiguous
    )
  }

  @Test func aPlanInBandHasNone() {
    #expect(find(row([1, 1, 1, 1]), [0, 0, 1, 1]) == [])
  }

  @Test func pinsThatAddUpToTooMuchAreNamedWithTheLargest() throws {
    var problem = row([3, 5, 1, 1])
    problem.pins = [0, 0, -1, -1]
    let reason = try #require(find(problem, [0, 0, 1, 1]).first)
    guard case .pinnedTooMuch(0, 0, let excess, 1) = reason else {
      Issue.record("\(reason)")
      return
    }
    #expect(abs(excess - 0.55) < 1e-6)
    #expect(
      reason.sentence(problem)
        == "workload: the customers pinned to 'a' are 55.00 % of its target above its band;"
        + " customer 2 is the largest of them"
    )
  }

  @Test func pinsWithinTheBandAreNoReason() {
    var problem = row([3, 2, 3, 2])
    problem.pins = [0, 0, -1, -1]
    let reasons = find(problem, [0, 0, 0, 1])
    #expect(reasons.map(\.isProof) == [false])
  }

  @Test func aCustomerLargerThanAnyBandIsNamed() {
    let reasons = find(row([1, 1, 9, 1]), [0, 0, 1, 1])
    guard case .customerTooLarge(2, 0, 0, let excess)? = reasons.first else {
      Issue.record("\(reasons)")
      return
    }
    #expect(abs(excess - (9.0 / 6 - 1.05)) < 1e-6)
    #expect(reasons.count == 1)
  }

  @Test func aLargeCustomerThatALargeTerritoryMayHaveIsNoReason() {
    let slots = [TerritorySlot(id: "a", capacity: 1), TerritorySlot(id: "b", capacity: 3)]
    let reasons = find(row([1, 1, 5, 1], territories: slots), [0, 0, 0, 1])
    #expect(reasons.map(\.isProof) == [false])
  }

  @Test func fewerCustomersThanTerritoriesAreAReason() {
    let slots = (0..<3).map { TerritorySlot(id: "\($0)") }
    let reasons = find(row([1, 1, 0], tolerance: 0.5, territories: slots), [0, 1, 2])
    #expect(reasons.contains(.tooFewCustomers(measure: 0, customers: 2, units: 2, territories: 3)))
  }

  @Test func customersThatOnlySomeMayHaveCanBeTooMany() {
    let slots = ["a", "b", "c"].map { TerritorySlot(id: $0) }
    var problem = row([2, 2, 2, 2, 1], territories: slots)
    problem.eligibleSets = [[true, true, false]]
    problem.eligibility = [0, 0, 0, 0, -1]
    let reasons = find(problem, [0, 0, 1, 1, 2])
    guard case .eligibleTooMuch([0, 1], 0, let excess)? = reasons.first else {
      Issue.record("\(reasons)")
      return
    }
    #expect(abs(excess - (8 - 6.3) / 6) < 1e-6)
  }

  @Test func territoriesThatMayHaveTooFewAreNamed() {
    let slots = ["a", "b", "c"].map { TerritorySlot(id: $0) }
    var problem = row([1, 1, 1, 2, 1, 2, 1], territories: slots)
    problem.eligibleSets = [[true, true, false]]
    problem.eligibility = [0, 0, 0, 0, 0, 0, -1]
    let reasons = find(problem, [0, 0, 0, 1, 1, 1, 2])
    // What a and b may share is too much for them; told this way round it is the same cut.
    #expect(reasons.count == 1)
    #expect(reasons[0].isProof)
    problem.eligibleSets = [[true, true, false]]
    problem.eligibility = [-1, -1, -1, 0, 0, -1, -1]
    #expect(find(problem, [0, 0, 0, 1, 1, 1, 2]).map(\.isProof) == [false])
  }

  @Test func aTerritoryThatHardlyAnyoneIsAllowedInLacksCustomers() {
    let slots = ["a", "b", "c"].map { TerritorySlot(id: $0) }
    // Everyone but the last may go to a or b; c may have only the last. With room upwards, that is
    // no excess of a and b, only a lack of c.
    var problem = row([2, 2, 2, 2, 1], territories: slots)
    problem.measures[0].tolerance = 0.5
    problem.eligibleSets = [[true, true, false]]
    problem.eligibility = [0, 0, 0, 0, -1]
    let reasons = find(problem, [0, 0, 1, 1, 2])
    guard case .eligibleTooLittle([2], 0, let lack)? = reasons.first else {
      Issue.record("\(reasons)")
      return
    }
    #expect(abs(lack - 0.5 / 3) < 1e-6)
  }

  @Test func anIslandThatHoldsNoWholeTerritoryIsAReasonOnlyWithContiguity() {
    let problem = row([1, 1, 1, 1, 1, 1])
    let edges = [(0, 1), (2, 3), (3, 4), (4, 5)]
    let labels: [Int32] = [0, 0, 1, 1, 1, 1]
    let reasons = find(problem, labels, edges: edges)
    #expect(reasons.count == 2)
    guard case .partFitsNoTerritories(2, 0, let worth)? = reasons.first else {
      Issue.record("\(reasons)")
      return
    }
    #expect(abs(worth - 2.0 / 3) < 1e-9)
    #expect(find(problem, labels, edges: edges, isContiguous: false).map(\.isProof) == [false])
    // In halves it fits.
    let halves = [(0, 1), (1, 2), (3, 4), (4, 5)]
    #expect(find(problem, labels, edges: halves).map(\.isProof) == [false])
  }

  @Test func morePartsThanTerritoriesAreAReason() {
    let problem = row([1, 1, 4], tolerance: 0.01)
    let reasons = find(problem, [0, 0, 1], edges: [])
    #expect(reasons.first == .morePartsThanTerritories(parts: 3, territories: 2))
  }

  /// No proof may be given where brute force finds a plan in band.
  @Test func whatBruteForceCanPlanIsNeverProvenImpossible() {
    var proofs = 0
    var plans = 0
    forEverySeed(0..<100) { seed, rng in
      let slots = (0..<3).map { TerritorySlot(id: "\($0)", capacity: Double(1 + rng.next() % 2)) }
      var problem = row(
        (0..<7).map { _ in Double(1 + rng.next() % 6) },
        tolerance: [0.05, 0.2, 0.5][Int(rng.next() % 3)],
        territories: slots
      )
      problem.eligibleSets = [[true, false, true], [false, true, false]]
      for atom in 0..<7 {
        if rng.next() % 6 == 0 { problem.pins[atom] = Int32(rng.next() % 3) }
        if rng.next() % 3 == 0 { problem.eligibility[atom] = Int32(rng.next() % 2) }
      }
      let edges =
        (1..<7).filter { _ in rng.next() % 8 != 0 }.map { ($0 - 1, $0) } + [(0, 3), (2, 6)]
      let graph = RepairCases.graph(7, edges: edges)
      let isContiguous = seed % 2 == 0
      var possible = false
      var worst: [Int32] = []
      for code in 0..<2_187 {
        var rest = code
        let labels = (0..<7).map { _ -> Int32 in
          defer { rest /= 3 }
          return Int32(rest % 3)
        }
        guard labels.indices.allSatisfy({ problem.allows($0, in: Int(labels[$0])) }) else {
          continue
        }
        let inBand = problem.targets(of: 0).enumerated().allSatisfy { territory, target in
          let sum = labels.indices.reduce(0.0) {
            labels[$1] == Int32(territory) ? $0 + problem.measures[0].amounts[$1] : $0
          }
          return abs(sum / target - 1) <= problem.measures[0].tolerance
        }
        if !inBand { worst = labels }
        possible =
          possible
          || inBand
            && (!isContiguous
              || (0..<3).allSatisfy { territory in
                RepairCases.pieces(graph) { labels[$0] == Int32(territory) } <= 1
              })
      }
      guard worst.count == 7 else { return }
      let reasons = Shortfall.find(
        in: PlanState(problem: problem, graph: graph, labels: worst),
        isContiguous: isContiguous
      )
      #expect(!reasons.isEmpty)
      if reasons.contains(where: \.isProof) {
        proofs += 1
        #expect(!possible, "seed \(seed): \(reasons)")
      } else if possible {
        plans += 1
      }
    }
    // Both kinds must have come up.
    #expect(proofs > 10 && plans > 10)
  }
}

import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct BorderSearchTests {
  private func options(_ steps: Int, seed: UInt64 = 1) -> BorderSearch.Options {
    var options = BorderSearch.Options()
    options.steps = steps
    options.seed = seed
    return options
  }

  /// The violation and the largest diameter of a plan, added up afresh.
  private func judge(
    _ labels: [Int32],
    _ problem: TerritoryProblem
  ) -> (violation: Double, diameter: Double) {
    var violation = 0.0
    for (measure, column) in problem.measures.enumerated() {
      for (territory, target) in problem.targets(of: measure).enumerated() {
        let sum = labels.indices.reduce(0.0) {
          labels[$1] == Int32(territory) ? $0 + column.amounts[$1] : $0
        }
        violation += max(0, abs(sum / target - 1) - column.tolerance - 1e-9)
      }
    }
    var diameter = 0.0
    for first in labels.indices {
      for second in 0..<first where labels[first] == labels[second] {
        let dx = problem.x[first] - problem.x[second]
        let dy = problem.y[first] - problem.y[second]
        diameter = max(diameter, (dx * dx + dy * dy).squareRoot())
      }
    }
    return (violation, diameter)
  }

  @Test func threeMeasuresComeIntoBandInOnePieceEach() {
    forEverySeed(0..<2) { seed, rng in
      let (problem, graph) = RepairCases.grid(
        width: 20,
        height: 18,
        territories: 6,
        measures: 3,
        using: &rng
      )
      let start = RepairCases.stripes(width: 20, height: 18, territories: 6)
      let result = BorderSearch.improve(
        problem: problem,
        graph: graph,
        labels: start,
        options: options(60_000, seed: seed)
      )
      let judged = judge(result.labels, problem)
      #expect(judged.violation == 0, "seed \(seed)")
      #expect(result.violation == 0)
      #expect(abs(judged.diameter - result.diameter) < 1e-9)
      for territory in 0..<6 {
        let pieces = RepairCases.pieces(graph) { result.labels[$0] == Int32(territory) }
        #expect(pieces == 1, "seed \(seed), territory \(territory)")
      }
    }
  }

  @Test func theSmallestDiameterIsThatOfAllPlans() {
    forEverySeed(0..<3) { seed, rng in
      let (problem, graph) = RepairCases.grid(
        width: 5,
        height: 2,
        territories: 3,
        tolerance: 0.4,
        using: &rng
      )
      var best = Double.infinity
      for code in 0..<59_049 {
        var labels = [Int32](repeating: 0, count: 10)
        var rest = code
        for atom in 0..<10 {
          labels[atom] = Int32(rest % 3)
          rest /= 3
        }
        // The first customer's territory is called 0: the others are the same plan renamed.
        guard labels[0] == 0, labels.first(where: { $0 > 0 }) != 2 else { continue }
        var sums = [0.0, 0.0, 0.0]
        for atom in 0..<10 { sums[Int(labels[atom])] += problem.measures[0].amounts[atom] }
        let target = (sums[0] + sums[1] + sums[2]) / 3
        guard sums.allSatisfy({ abs($0 / target - 1) <= 0.4 }) else { continue }
        var diameter = 0.0
        for first in 0..<10 {
          for second in 0..<first where labels[first] == labels[second] {
            let dx = problem.x[first] - problem.x[second]
            let dy = problem.y[first] - problem.y[second]
            diameter = max(diameter, (dx * dx + dy * dy).squareRoot())
          }
        }
        guard diameter < best else { continue }
        let isWhole = (0..<3).allSatisfy { territory in
          RepairCases.pieces(graph) { labels[$0] == Int32(territory) } == 1
        }
        if isWhole { best = diameter }
      }
      var options = options(60_000, seed: seed)
      options.shape = .diameter
      let result = BorderSearch.improve(
        problem: problem,
        graph: graph,
        labels: RepairCases.stripes(width: 5, height: 2, territories: 3),
        options: options
      )
      #expect(result.violation == 0)
      #expect(abs(result.diameter - best) < 1e-9, "seed \(seed)")
    }
  }

  @Test func pinsAndEligibilityHoldEvenWhereTheStartBreaksThem() {
    forEverySeed(0..<3) { seed, rng in
      var (problem, graph) = RepairCases.grid(
        width: 15,
        height: 12,
        territories: 5,
        using: &rng
      )
      problem.eligibleSets = [[true, true, false, false, true], [false, true, true, true, false]]
      for atom in 0..<problem.count {
        if rng.next() % 10 == 0 { problem.pins[atom] = Int32.random(in: 0..<5, using: &rng) }
        if rng.next() % 5 == 0 { problem.eligibility[atom] = Int32.random(in: 0..<2, using: &rng) }
      }
      let start = problem.x.map { _ in Int32.random(in: -1..<5, using: &rng) }
      for shape in [BorderSearch.Shape.moment, .diameter] {
        var options = options(15_000, seed: seed)
        options.shape = shape
        options.isContiguous = seed % 2 == 0
        let labels = BorderSearch.improve(
          problem: problem,
          graph: graph,
          labels: start,
          options: options
        ).labels
        let broken = labels.indices.filter {
          labels[$0] < 0 || !problem.allows($0, in: Int(labels[$0]))
        }
        #expect(broken.isEmpty, "seed \(seed)")
      }
    }
  }

  @Test func noPieceComesIntoBeing() {
    forEverySeed(0..<3) { seed, rng in
      let (problem, graph) = RepairCases.grid(
        width: 16,
        height: 12,
        territories: 4,
        missing: 0.2,
        using: &rng
      )
      var start = RepairCases.stripes(width: 16, height: 12, territories: 4)
      for _ in 0..<6 {
        start[Int.random(in: 0..<192, using: &rng)] = Int32.random(in: 0..<4, using: &rng)
      }
      let result = BorderSearch.improve(
        problem: problem,
        graph: graph,
        labels: start,
        options: options(20_000, seed: seed)
      )
      for territory in 0..<4 {
        let before = RepairCases.pieces(graph) { start[$0] == Int32(territory) }
        let after = RepairCases.pieces(graph) { result.labels[$0] == Int32(territory) }
        #expect(after <= before, "seed \(seed)")
      }
    }
  }

  @Test func theResultDependsOnTheSeedAndNotOnThreads() {
    var rng = SplitMix64(seed: 5)
    let (problem, graph) = RepairCases.grid(
      width: 12,
      height: 10,
      territories: 4,
      measures: 2,
      using: &rng
    )
    let start = RepairCases.stripes(width: 12, height: 10, territories: 4)
    func labels(seed: UInt64, threads: Int, shape: BorderSearch.Shape) -> [Int32] {
      var options = options(9_000, seed: seed)
      options.starts = 2
      options.threads = threads
      options.shape = shape
      return BorderSearch.improve(
        problem: problem,
        graph: graph,
        labels: start,
        options: options
      ).labels
    }
    for shape in [BorderSearch.Shape.moment, .diameter] {
      let first = labels(seed: 1, threads: 1, shape: shape)
      #expect(labels(seed: 1, threads: 1, shape: shape) == first)
      #expect(labels(seed: 1, threads: 2, shape: shape) == first)
      #expect(labels(seed: 2, threads: 2, shape: shape) != first)
    }
  }

  @Test func noMoreMovesThanTheBudgetAllowsWhereTheBandCanBeHad() {
    var rng = SplitMix64(seed: 9)
    var (problem, graph) = RepairCases.grid(
      width: 20,
      height: 16,
      territories: 4,
      tolerance: 0.1,
      using: &rng
    )
    problem.present = RepairCases.stripes(width: 20, height: 16, territories: 4)
    // The first territory's customers grow by a third.
    for atom in 0..<320 where problem.present[atom] == 0 {
      problem.measures[0].amounts[atom] *= 1.33
    }
    let total = problem.measures[0].amounts.reduce(0, +)
    var options = options(60_000)
    options.budget = total * 0.06
    options.heat = 0.01
    let result = BorderSearch.improve(
      problem: problem,
      graph: graph,
      labels: problem.present,
      options: options
    )
    let moved = (0..<320).reduce(0.0) {
      result.labels[$1] == problem.present[$1] ? $0 : $0 + problem.measures[0].amounts[$1]
    }
    #expect(result.violation == 0)
    #expect(abs(moved - result.moved) < 1e-6)
    #expect(moved > 0 && moved <= options.budget)
  }

  @Test func aPlanInBandStaysWhenTheSearchEndsThere() {
    var rng = SplitMix64(seed: 3)
    let (problem, graph) = RepairCases.grid(
      width: 12,
      height: 12,
      territories: 4,
      tolerance: 0.9,
      using: &rng
    )
    let start = RepairCases.stripes(width: 12, height: 12, territories: 4)
    var options = options(50_000)
    options.stopsInBand = true
    let result = BorderSearch.improve(
      problem: problem,
      graph: graph,
      labels: start,
      options: options
    )
    #expect(result.labels == start)
    #expect(result.steps == 0)
  }

  @Test func placesThatCoincideAndTerritoriesWithoutCustomersEnd() {
    let problem = TerritoryProblem(
      x: [0, 0, 0, 0],
      y: [0, 0, 0, 0],
      measures: [BalanceMeasure(name: "m", amounts: [1, 1, 0, 5])],
      territories: (0..<6).map { TerritorySlot(id: "\($0)") }
    )
    let graph = RepairCases.graph(4, edges: [(0, 1), (1, 2), (2, 3)])
    for shape in [BorderSearch.Shape.moment, .diameter] {
      var options = options(10_000)
      options.shape = shape
      let result = BorderSearch.improve(
        problem: problem,
        graph: graph,
        labels: [0, 0, 0, 0],
        options: options
      )
      #expect(result.violation > 0)
      #expect(result.labels.allSatisfy { (0..<6).contains($0) })
    }
  }

  @Test func whoIsNowhereIsPlannedFromTheDiagram() {
    var rng = SplitMix64(seed: 12)
    let (problem, graph) = RepairCases.grid(
      width: 16,
      height: 12,
      territories: 6,
      measures: 2,
      tolerance: 0.1,
      using: &rng
    )
    let result = BorderSearch.improve(
      problem: problem,
      graph: graph,
      labels: [Int32](repeating: -1, count: 192),
      options: options(30_000)
    )
    #expect(judge(result.labels, problem).violation == 0)
    for territory in 0..<6 {
      #expect(RepairCases.pieces(graph) { result.labels[$0] == Int32(territory) } == 1)
    }
  }

  @Test func manyCustomersInFewTerritoriesGetTheSameSmallDiameterOnAnyNumberOfThreads() {
    var rng = SplitMix64(seed: 5)
    let (problem, graph) = RepairCases.grid(
      width: 50,
      height: 41,
      territories: 4,
      measures: 2,
      using: &rng
    )
    let start = RepairCases.stripes(width: 50, height: 41, territories: 4)
    var options = options(60_000)
    options.shape = .diameter
    options.starts = 2
    let result = BorderSearch.improve(
      problem: problem,
      graph: graph,
      labels: start,
      options: options
    )
    let judged = judge(result.labels, problem)
    #expect(judged.violation == 0)
    // The stripes are 4,200 m long; a quarter of the land is 3,233 m across.
    #expect(judged.diameter < 1.2 * 3_233)
    for territory in 0..<4 {
      #expect(RepairCases.pieces(graph) { result.labels[$0] == Int32(territory) } == 1)
    }
    options.threads = 2
    let again = BorderSearch.improve(
      problem: problem,
      graph: graph,
      labels: start,
      options: options
    )
    #expect(again == result)
  }

  @Test func polishReachesHalfAPercentOrOneCustomer() {
    forEverySeed(0..<3) { seed, rng in
      let (problem, graph) = RepairCases.grid(
        width: 30,
        height: 20,
        territories: 6,
        using: &rng
      )
      let start = RepairCases.stripes(width: 30, height: 20, territories: 6)
      let result = BorderSearch.polish(
        problem: problem,
        graph: graph,
        labels: start,
        options: options(100_000, seed: seed)
      )
      let amounts = problem.measures[0].amounts
      let target = amounts.reduce(0, +) / 6
      let allowed = max(0.005, (amounts.max() ?? 0) / target) + 1e-9
      for territory in 0..<6 {
        let sum = amounts.indices.reduce(0.0) {
          result.labels[$1] == Int32(territory) ? $0 + amounts[$1] : $0
        }
        #expect(abs(sum / target - 1) <= allowed, "seed \(seed)")
        #expect(RepairCases.pieces(graph) { result.labels[$0] == Int32(territory) } == 1)
      }
    }
  }
}

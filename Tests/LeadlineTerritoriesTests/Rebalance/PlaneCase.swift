import LeadlineGeometry

@testable import LeadlineTerritories

/// Customers spread over a square, in territories around points, with amounts that then changed.
struct PlaneCase {
  var problem: TerritoryProblem
  var graph: ContiguityGraph

  /// Makes a case: `drift` is how much more customers in the east have than those in the west.
  init(
    customers: Int,
    territories: Int,
    tolerance: Double = 0.1,
    drift: Double = 0.5,
    _ rng: inout SplitMix64
  ) {
    let side = 1000.0
    let x = (0..<customers).map { _ in rng.double(in: 0...side) }
    let y = (0..<customers).map { _ in rng.double(in: 0...side) }
    // Columns and rows of about equal size, so that the plan was balanced once.
    let columns = max(1, Int(Double(territories).squareRoot()))
    let rows = (territories + columns - 1) / columns
    let amounts = x.map { rng.double(in: 1...3) * (1 + drift * $0 / side) }
    problem = TerritoryProblem(
      x: x,
      y: y,
      measures: [BalanceMeasure(name: "workload", tolerance: tolerance, amounts: amounts)],
      territories: (0..<territories).map { TerritorySlot(id: "T\($0)") }
    )
    problem.present = (0..<customers).map { atom in
      let column = min(columns - 1, Int(x[atom] / side * Double(columns)))
      let row = min(rows - 1, Int(y[atom] / side * Double(rows)))
      return Int32(min(territories - 1, column * rows + row))
    }
    graph = ContiguityGraph(Triangulation(x: x, y: y), x: x, y: y, isTrimmed: false)
  }

  /// In how many pieces the territories of a plan lie, counted here by flooding.
  func pieces(_ labels: [Int32]) -> Int {
    var seen = [Bool](repeating: false, count: labels.count)
    var count = 0
    for start in labels.indices where !seen[start] && labels[start] >= 0 {
      count += 1
      var open = [start]
      seen[start] = true
      while let atom = open.popLast() {
        for edge in Int(graph.offsets[atom])..<Int(graph.offsets[atom + 1]) {
          let other = Int(graph.neighbours[edge])
          if !seen[other], labels[other] == labels[start] {
            seen[other] = true
            open.append(other)
          }
        }
      }
    }
    return count
  }

  /// The largest deviation of a plan from equal shares, in one measure.
  func deviation(_ labels: [Int32], measure: Int = 0) -> Double {
    let targets = problem.targets(of: measure)
    var sums = [Double](repeating: 0, count: targets.count)
    for (atom, label) in labels.enumerated() where label >= 0 {
      sums[Int(label)] += problem.measures[measure].amounts[atom]
    }
    return zip(sums, targets).reduce(0) { max($0, abs($1.0 / $1.1 - 1)) }
  }

  /// The share of the first measure that is elsewhere than before.
  func moved(_ labels: [Int32]) -> Double {
    let amounts = problem.measures[0].amounts
    let sum = labels.indices.reduce(0.0) {
      let before = problem.present[$1]
      return $0 + (before >= 0 && before != labels[$1] ? amounts[$1] : 0)
    }
    return sum / amounts.reduce(0, +)
  }
}

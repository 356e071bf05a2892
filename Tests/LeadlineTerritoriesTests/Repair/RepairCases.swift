import LeadlineGeometry
import LeadlineTerritories

/// Small problems for the tests of the repair.
enum RepairCases {
  /// A graph of pairs of neighbours.
  static func graph(_ count: Int, edges: [(Int, Int)]) -> ContiguityGraph {
    var rows = [Set<Int32>](repeating: [], count: count)
    for (a, b) in edges where a != b {
      rows[a].insert(Int32(b))
      rows[b].insert(Int32(a))
    }
    var offsets: [Int32] = [0]
    var neighbours: [Int32] = []
    for row in rows {
      neighbours += row.sorted()
      offsets.append(Int32(neighbours.count))
    }
    return ContiguityGraph(offsets: offsets, neighbours: neighbours)
  }

  /// A grid of shaken points in triangles, some of whose edges are missing.
  ///
  /// The columns and the bottom row stay whole, so that the graph hangs together.
  static func grid(
    width: Int,
    height: Int,
    territories: Int,
    measures: Int = 1,
    missing: Double = 0,
    tolerance: Double = 0.05,
    using generator: inout SplitMix64
  ) -> (problem: TerritoryProblem, graph: ContiguityGraph) {
    var x: [Double] = []
    var y: [Double] = []
    var edges: [(Int, Int)] = []
    for row in 0..<height {
      for column in 0..<width {
        let atom = row * width + column
        x.append(Double(column) * 100 + generator.double(in: -30...30))
        y.append(Double(row) * 100 + generator.double(in: -30...30))
        if row > 0 { edges.append((atom, atom - width)) }
        if column > 0, row == 0 || generator.double(in: 0...1) >= missing {
          edges.append((atom, atom - 1))
        }
        if row > 0, column > 0, generator.double(in: 0...1) >= missing {
          edges.append(
            generator.next() & 1 == 0 ? (atom, atom - width - 1) : (atom - 1, atom - width)
          )
        }
      }
    }
    let problem = TerritoryProblem(
      x: x,
      y: y,
      measures: (0..<measures).map { measure in
        BalanceMeasure(
          name: "m\(measure)",
          tolerance: tolerance,
          amounts: x.map { _ in generator.double(in: 1...20) }
        )
      },
      territories: (0..<territories).map { TerritorySlot(id: "t\($0)") }
    )
    return (problem, graph(width * height, edges: edges))
  }

  /// Vertical stripes of equal width.
  static func stripes(width: Int, height: Int, territories: Int) -> [Int32] {
    (0..<width * height).map { Int32($0 % width * territories / width) }
  }

  /// The number of pieces of the customers that a test keeps, by plain search.
  static func pieces(_ graph: ContiguityGraph, where keep: (Int) -> Bool) -> Int {
    var seen = Set<Int>()
    var pieces = 0
    for start in 0..<graph.count where keep(start) && !seen.contains(start) {
      pieces += 1
      var open = [start]
      seen.insert(start)
      while let atom = open.popLast() {
        for edge in Int(graph.offsets[atom])..<Int(graph.offsets[atom + 1]) {
          let other = Int(graph.neighbours[edge])
          if keep(other), seen.insert(other).inserted { open.append(other) }
        }
      }
    }
    return pieces
  }
}

import Foundation
import Leadline

/// Territories of three measures within 5 %, of one piece each, from columns x, y, a0, a1, a2; with
/// `shape=diameter` those whose largest diameter is least, with `shape=band` the first in band.
struct DistrictingWork: Work {
  private let problem: TerritoryProblem
  private let options: BorderSearch.Options
  private var labels: [Int32] = []

  init(_ options: Options) throws {
    let folder = try options.text("folder")
    func column(_ name: String) throws -> [Double] {
      try Column.read("\(folder)/\(name).f64", of: Double.self)
    }
    problem = TerritoryProblem(
      x: try column("x"),
      y: try column("y"),
      measures: try (0..<3).map {
        BalanceMeasure(name: "a\($0)", tolerance: 0.05, amounts: try column("a\($0)"))
      },
      territories: (0..<(try options.count("k"))).map { TerritorySlot(id: "\($0)") }
    )
    var search = BorderSearch.Options()
    switch try options.text("shape") {
    case "diameter":
      search.shape = .diameter
      search.steps = try options.count("steps")
      search.starts = try options.count("starts")
    default: search.stopsInBand = true
    }
    search.seed = UInt64(try options.count("seed"))
    search.threads = options.threads
    self.options = search
  }

  mutating func run() throws {
    let graph = ContiguityGraph(x: problem.x, y: problem.y, isTrimmed: false)
    labels =
      BorderSearch.improve(
        problem: problem,
        graph: graph,
        labels: [Int32](repeating: -1, count: problem.count),
        options: options
      ).labels
  }

  /// One column: the territory of each place.
  func writeAnswer(to path: String) throws {
    try Column.write(labels, to: path + ".labels")
  }
}

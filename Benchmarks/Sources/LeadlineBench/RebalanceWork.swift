import Leadline

/// A present plan brought back into its band: `task=free` as far as it takes, `task=scenarios` within
/// each of six budgets, `task=leave` after the territory `leaves=…` has ended.
///
/// The planner, which knows who is next to whom, is ready before; only the search is timed.
struct RebalanceWork: Work {
  private let planner: TerritoryPlanner
  private let task: Task
  private var plans: [PlannedTerritories] = []

  private enum Task {
    case budgets([Double?])
    case change(LocalChange)
  }

  init(_ options: Options) throws {
    let folder = try options.text("folder")
    func column(_ name: String) throws -> [Double] {
      try Column.read("\(folder)/\(name).f64", of: Double.self)
    }
    var problem = TerritoryProblem(
      x: try column("x"),
      y: try column("y"),
      measures: [
        BalanceMeasure(
          name: "amount",
          tolerance: try options.number("tolerance"),
          amounts: try column("amount")
        )
      ],
      territories: (0..<(try options.count("territories"))).map { TerritorySlot(id: "\($0)") }
    )
    problem.present = try Column.read("\(folder)/present.i32", of: Int32.self)
    problem.pins = try Column.read("\(folder)/pins.i32", of: Int32.self)
    var planning = TerritoryPlanner.Options()
    planning.threads = options.threads
    planner = try TerritoryPlanner(
      problem: problem,
      longitudes: try column("lon"),
      latitudes: try column("lat"),
      options: planning
    )
    switch try options.text("task") {
    case "free": task = .budgets([nil])
    case "scenarios": task = .budgets([0, 0.01, 0.02, 0.05, 0.1, nil])
    case "leave": task = .change(.leave(try options.count("leaves")))
    default: throw BenchError.option("task")
    }
  }

  mutating func run() throws {
    switch task {
    case .budgets(let budgets): plans = planner.scenarios(budgets: budgets)
    case .change(let change): plans = [try planner.adapt(to: change)]
    }
  }

  /// A column of territories, one plan after the other.
  func writeAnswer(to path: String) throws {
    try Column.write(plans.flatMap(\.labels), to: path + ".labels")
  }
}

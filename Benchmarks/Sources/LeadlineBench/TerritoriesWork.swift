import Leadline

/// A new plan of equal territories for customers in a plane: `task=plan` as users get it, of one
/// piece each, `task=diagram` the balanced diagram alone, `task=fixed` that of the centres given.
struct TerritoriesWork: Work {
  private let x: [Double]
  private let y: [Double]
  private let amounts: [Double]
  private let territories: Int
  private let centres: [PlanePoint?]?
  private let isWhole: Bool
  private let threads: Int?
  private var labels: [Int32] = []
  private var diagram: BalancedDiagram?

  init(_ options: Options) throws {
    let folder = try options.text("customers")
    x = try Column.read("\(folder)/x.f64", of: Double.self)
    y = try Column.read("\(folder)/y.f64", of: Double.self)
    amounts = try Column.read("\(folder)/amount.f64", of: Double.self)
    territories = try options.count("territories")
    let task = try options.text("task")
    guard ["plan", "diagram", "fixed"].contains(task) else { throw BenchError.option("task") }
    isWhole = task == "plan"
    if task == "fixed" {
      let centreX = try Column.read("\(folder)/centre-x.f64", of: Double.self)
      let centreY = try Column.read("\(folder)/centre-y.f64", of: Double.self)
      centres = zip(centreX, centreY).map { PlanePoint(x: $0, y: $1) }
    } else {
      centres = nil
    }
    threads = options.threads
  }

  mutating func run() throws {
    if isWhole {
      labels = try plan()
    } else {
      diagram = try BalancedDiagram.solve(
        x: x,
        y: y,
        amounts: amounts,
        targets: [Double](repeating: 1, count: territories),
        centres: centres,
        options: centres == nil ? DiagramOptions() : .fixedCentres,
        threads: threads
      )
      labels = diagram?.labels ?? []
    }
  }

  /// The triangulation that says who is next to whom is part of it, as it is of the peers' times.
  private func plan() throws -> [Int32] {
    var options = TerritoryPlanner.Options()
    options.threads = threads
    // Metres of the plane as degrees at the equator, where both are nearly the same.
    let planner = try TerritoryPlanner(
      problem: TerritoryProblem(
        x: x,
        y: y,
        measures: [BalanceMeasure(name: "amount", tolerance: 0.05, amounts: amounts)],
        territories: (0..<territories).map { TerritorySlot(id: "\($0)") }
      ),
      longitudes: x.map { $0 / 111_319 },
      latitudes: y.map { $0 / 110_574 },
      options: options
    )
    return planner.newPlan().plan.labels
  }

  /// A column of territories, and of a diagram the cost of the plan that may split customers.
  func writeAnswer(to path: String) throws {
    try Column.write(labels, to: path + ".labels")
    guard let diagram else { return }
    try Column.write([diagram.splitCost, diagram.splitGap], to: path + ".cost")
  }
}

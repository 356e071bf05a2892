import Leadline

/// A new plan of equal territories for customers in a plane; `fixed=1` keeps the centres that are
/// given beside them.
struct TerritoriesWork: Work {
  private let x: [Double]
  private let y: [Double]
  private let amounts: [Double]
  private let territories: Int
  private let centres: [PlanePoint?]?
  private let threads: Int?
  private var plan: BalancedDiagram?

  init(_ options: Options) throws {
    let folder = try options.text("customers")
    x = try Column.read("\(folder)/x.f64", of: Double.self)
    y = try Column.read("\(folder)/y.f64", of: Double.self)
    amounts = try Column.read("\(folder)/amount.f64", of: Double.self)
    territories = try options.count("territories")
    if try options.count("fixed") == 1 {
      let centreX = try Column.read("\(folder)/centre-x.f64", of: Double.self)
      let centreY = try Column.read("\(folder)/centre-y.f64", of: Double.self)
      centres = zip(centreX, centreY).map { PlanePoint(x: $0, y: $1) }
    } else {
      centres = nil
    }
    threads = options.threads
  }

  mutating func run() throws {
    plan = try BalancedDiagram.solve(
      x: x,
      y: y,
      amounts: amounts,
      targets: [Double](repeating: 1, count: territories),
      centres: centres,
      options: centres == nil ? DiagramOptions() : .fixedCentres,
      threads: threads
    )
  }

  /// A column of territories, and the cost of the plan that may split customers.
  func writeAnswer(to path: String) throws {
    guard let plan else { return }
    try Column.write(plan.labels, to: path + ".labels")
    try Column.write([plan.splitCost, plan.splitGap], to: path + ".cost")
  }
}

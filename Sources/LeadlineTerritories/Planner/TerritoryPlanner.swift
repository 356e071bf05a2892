import LeadlineGeometry

/// Plans territories: prepares what all plans of a problem share, and makes them.
public struct TerritoryPlanner: Sendable {
  /// How a plan is looked for.
  public struct Options: Hashable, Sendable {
    /// Whether territories must be of one piece.
    public var isContiguous = true
    /// How strongly new territories are drawn to the bases of their reps, 0 to 1.
    public var baseShare = 0.0
    /// The seed of the search.
    public var seed: UInt64 = 1
    /// The number of threads, which changes nothing but the time; nil for one per processor.
    public var threads: Int?

    /// Makes the options that plans have unless told otherwise.
    public init() {}
  }

  /// The problem, one customer per store.
  public let problem: TerritoryProblem
  /// How plans are looked for.
  public let options: Options
  let atoms: Atoms
  /// Which atoms are neighbours.
  let graph: ContiguityGraph

  /// Prepares a problem.
  ///
  /// - Parameters:
  ///   - problem: What is to be divided.
  ///   - longitudes: Degrees, one per customer.
  ///   - latitudes: Degrees.
  ///   - options: How plans are looked for.
  /// - Throws: ``TerritoriesError``.
  /// - Complexity: O(*n* log *n*).
  public init(
    problem: TerritoryProblem,
    longitudes: [Double],
    latitudes: [Double],
    options: Options = Options()
  ) throws(TerritoriesError) {
    try problem.check()
    self.problem = problem
    self.options = options
    let places = PlaceNumbers(longitudes: longitudes, latitudes: latitudes)
    atoms = try Atoms(problem, places: places.places)
    let plane = FencePlane(longitudes: longitudes, latitudes: latitudes)
    let x = places.firsts.map { plane.x(longitudes[Int($0)]) }
    let y = places.firsts.map { latitudes[Int($0)] }
    graph = atoms.graph(of: ContiguityGraph(Triangulation(x: x, y: y), x: x, y: y))
  }

  /// The number of pieces that each territory of a plan lies in.
  ///
  /// - Parameter labels: The territory of each customer; -1 for none.
  /// - Returns: One number per territory.
  /// - Complexity: O(customers + edges).
  public func pieces(of labels: [Int32]) -> [Int] {
    var joined = [Int32](repeating: -1, count: atoms.problem.count)
    for (customer, atom) in atoms.atoms.enumerated() where joined[Int(atom)] < 0 {
      joined[Int(atom)] = labels[customer]
    }
    let pieces = PlanPieces(
      labels: joined,
      graph: graph,
      territories: problem.territories.count
    )
    return pieces.counts.map { Int($0) }
  }
}

/// The plane in which fences are straight: degrees, those of longitude shortened as in the middle.
///
/// Neighbours are told in this plane, so that territories that are of one piece have fences that are.
struct FencePlane: Sendable {
  private let shortening: Double
  private let west: Double

  init(longitudes: [Double], latitudes: [Double]) {
    let south = latitudes.min() ?? 0
    let north = latitudes.max() ?? 0
    let metres = WGS84.metresPerDegree(latitude: (south + north) / 2)
    // At the poles a degree of longitude has no length; a little keeps places apart.
    shortening = max(metres.east / metres.north, 1e-3)
    west = longitudes.min() ?? 0
  }

  func x(_ longitude: Double) -> Double { (longitude - west) * shortening }
}

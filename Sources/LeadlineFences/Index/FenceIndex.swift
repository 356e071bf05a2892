public import LeadlineGeometry
public import LeadlineModel

/// Finds the fences that cover a place, level by level, and the one that wins.
///
/// Edges are straight in longitude and latitude, as in GeoJSON and GEOS, and a place on a boundary
/// is inside. Planar means planar: longitudes 180 and -180 are two different lines, so a fence that
/// crosses the antimeridian has to be cut there, as RFC 7946 asks, and it covers a place at
/// longitude 180 only with a part that ends there. A fence covers a pole where its polygon reaches
/// latitude 90 at the longitude asked for. Distances, on the other hand, are geodesic and know
/// neither antimeridian nor poles.
///
/// The winner is the fence of higher priority, then of smaller geodesic area, then of lower id.
public struct FenceIndex: Sendable {
  /// The fences that the index was made of, in their order.
  public let fences: [Fence]
  private let indexed: [FenceLevel]

  /// Indexes fences whose areas are valid, as ``FenceRepair`` gives them.
  ///
  /// - Complexity: O(*n* log *n*) in the number of coordinates.
  public init(_ fences: [Fence]) {
    self.fences = fences
    // Names are told apart by their bytes, as ids are: Strings that only look alike are equal.
    var members: [[UInt8]: [Int]] = [:]
    for (position, fence) in fences.enumerated() {
      members[Array(fence.level.utf8), default: []].append(position)
    }
    indexed = members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { FenceLevel(name: String(decoding: $0.key, as: UTF8.self), of: fences, at: $0.value) }
  }

  /// The levels that the fences name, by the bytes of their names.
  public var levels: [String] { indexed.map(\.name) }

  /// The fences of a level that cover a place, `level` being a position in ``levels``.
  ///
  /// - Returns: Their positions in ``fences``, winner first.
  public func covering(_ coordinate: Coordinate, level: Int) -> [Int] {
    let level = indexed[level]
    return level.covering(coordinate).map { level.positions[$0] }
  }

  /// The fence of a level that a place falls into.
  ///
  /// - Parameters:
  ///   - coordinate: The place.
  ///   - level: A position in ``levels``.
  ///   - outside: What becomes of a place that no fence covers. The nearest fence is the one at the
  ///     least geodesic distance, of several at the same distance (to 1e-6 m) the winner.
  /// - Returns: The winner, and by what rule it was found.
  public func assignment(
    of coordinate: Coordinate,
    level: Int,
    outside: OutsideRule = .none
  ) -> Assignment {
    guard let winner = indexed[level].winner(at: coordinate) else {
      return outsideAssignment(of: coordinate, level: level, outside)
    }
    return assignment(
      rank: winner.rank,
      level: level,
      rule: winner.isContested ? .overlap : .inside
    )
  }

  /// All fences of a level that cover a place, winner first.
  ///
  /// - Parameters:
  ///   - coordinate: The place.
  ///   - level: A position in ``levels``.
  ///   - outside: What becomes of a place that no fence covers.
  /// - Returns: One row per fence, with the rule `overlap` if there are several; if there is none,
  ///   one row as ``assignment(of:level:outside:)`` gives it.
  public func assignments(
    of coordinate: Coordinate,
    level: Int,
    outside: OutsideRule = .none
  ) -> [Assignment] {
    let ranks = indexed[level].covering(coordinate)
    guard !ranks.isEmpty else {
      return [outsideAssignment(of: coordinate, level: level, outside)]
    }
    return assignments(covering: ranks, level: level)
  }

  /// Evaluates one level by one engine.
  ///
  /// The evaluator of the GEOS engine prepares every fence of the level for itself: make one per
  /// thread and use it for many places.
  ///
  /// - Throws: ``FenceError/geos(function:message:)`` when GEOS can't take a fence over.
  public func evaluator(
    level: Int,
    engine: FenceEngine = .native
  ) throws(FenceError) -> FenceEvaluator {
    try FenceEvaluator(self, level: level, engine: engine)
  }

  /// The position in `fences` of each rank of a level.
  func positions(level: Int) -> [Int] { indexed[level].positions }

  func assignment(rank: Int, level: Int, rule: Assignment.Rule) -> Assignment {
    let fence = fences[indexed[level].positions[rank]]
    return Assignment(
      level: indexed[level].name,
      fence: fence.id,
      territory: fence.territory,
      rule: rule
    )
  }

  /// The rows of covering fences, of which there is at least one.
  func assignments(covering ranks: [Int], level: Int) -> [Assignment] {
    let rule = ranks.count > 1 ? Assignment.Rule.overlap : .inside
    return ranks.map { assignment(rank: $0, level: level, rule: rule) }
  }

  func outsideAssignment(
    of coordinate: Coordinate,
    level: Int,
    _ outside: OutsideRule
  ) -> Assignment {
    guard outside == .nearest, let nearest = indexed[level].nearest(to: coordinate) else {
      return Assignment(level: indexed[level].name, rule: .none)
    }
    var result = assignment(rank: nearest.rank, level: level, rule: .nearest)
    result.distance = Distance(uncheckedMetres: nearest.metres)
    return result
  }
}

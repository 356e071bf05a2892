public import Foundation
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
  /// The levels in the order of their names.
  private let indexed: [FenceLevel]
  /// The position in ``fences`` of each rank of each level.
  let rankPositions: [[UInt32]]
  /// What finds winners.
  let cells: FenceCells
  private let source: Deferred<[Fence]>
  private let labels: [Label]

  /// What an answer says of a fence.
  struct Label: Sendable {
    var id: ID<Fence>
    var territory: String
    var validFrom: Date?
    var validTo: Date?
  }

  /// The fences that the index was made of, in their order.
  ///
  /// An index taken up from a file makes them when they are first asked for.
  public var fences: [Fence] { source.value }

  /// Indexes fences whose areas are valid, as ``FenceRepair`` gives them, on all cores.
  ///
  /// - Parameters:
  ///   - fences: The fences of all levels.
  ///   - byteBudget: What the index should take beside the coordinates of the fences; nil for 40 bytes
  ///     per coordinate and 4 MB. Less makes cells coarser and look-ups slower, with the same answers;
  ///     each edge takes some 16 bytes whatever the budget.
  ///
  /// - Precondition: Fewer than 2^32 coordinates and 2^28 fences a level.
  ///
  /// - Complexity: O(*n*) in the number of coordinates, for fences that do not lie on one another in
  ///   great numbers.
  public init(_ fences: [Fence], byteBudget: Int? = nil) {
    // Names are told apart by their bytes, as ids are: Strings that only look alike are equal.
    var members: [[UInt8]: [Int]] = [:]
    for (position, fence) in fences.enumerated() {
      members[Array(fence.level.utf8), default: []].append(position)
    }
    let flat = FlatFences(fences)
    let source = Deferred { fences }
    indexed = members.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { name, positions in
      FenceLevel(
        name: String(decoding: name, as: UTF8.self),
        positions: FenceOrder.sort(positions, of: fences, flat),
        fences: source
      )
    }
    rankPositions = indexed.map { $0.positions.map { UInt32($0) } }
    cells = FenceCells(flat, levels: indexed.map(\.positions), byteBudget: byteBudget)
    self.source = source
    labels = fences.map {
      Label(
        id: $0.id,
        territory: $0.territory,
        validFrom: $0.validFrom,
        validTo: $0.validTo
      )
    }
  }

  /// Takes up what a reader found in a file and checked.
  init(_ reader: FenceFileReader, release: @escaping @Sendable () -> Void) {
    let storage = CellStorage(
      entries: reader.entries,
      records: reader.records,
      vertices: reader.vertices,
      release: release
    )
    cells = FenceCells(storage: storage, levels: reader.levels)
    // The reader's pointers are those of the storage, which the closure keeps; nothing writes there.
    nonisolated(unsafe) let reader = reader
    let source = Deferred { withExtendedLifetime(storage) { reader.fences() } }
    self.source = source
    labels = reader.labels()
    rankPositions = reader.rankPositions
    indexed = zip(reader.names, reader.rankPositions).map { name, positions in
      FenceLevel(name: name, positions: positions.map { Int($0) }, fences: source)
    }
  }

  /// The first fence that does not count at a moment; nil when all do.
  ///
  /// - Complexity: O(fences).
  public func firstFence(invalidAt moment: Date) -> ID<Fence>? {
    labels.first { label in
      label.validFrom.map { $0 > moment } ?? false || label.validTo.map { $0 <= moment } ?? false
    }?.id
  }

  /// The bytes that the index takes: cells, boundaries in cells, and the fences' coordinates.
  public var byteCounts: (cells: Int, boundaries: Int, coordinates: Int) {
    (
      4 * cells.storage.entries.count, 4 * cells.storage.records.count,
      16 * cells.storage.vertices.count
    )
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
    let winner = winner(at: coordinate, level: level)
    guard let position = winner.position else {
      return outsideAssignment(of: coordinate, level: level, outside)
    }
    return assignment(
      position: position,
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

  private func assignment(position: Int, level: Int, rule: Assignment.Rule) -> Assignment {
    let label = labels[position]
    return Assignment(
      level: indexed[level].name,
      fence: label.id,
      territory: label.territory,
      rule: rule
    )
  }

  /// The rows of covering fences, of which there is at least one.
  func assignments(covering ranks: [Int], level: Int) -> [Assignment] {
    let rule = ranks.count > 1 ? Assignment.Rule.overlap : .inside
    let positions = indexed[level].positions
    return ranks.map { assignment(position: positions[$0], level: level, rule: rule) }
  }

  func outsideAssignment(
    of coordinate: Coordinate,
    level: Int,
    _ outside: OutsideRule
  ) -> Assignment {
    guard outside == .nearest, let nearest = indexed[level].nearest(to: coordinate) else {
      return Assignment(level: indexed[level].name, rule: .none)
    }
    let position = indexed[level].positions[nearest.rank]
    var result = assignment(position: position, level: level, rule: .nearest)
    result.distance = Distance(uncheckedMetres: nearest.metres)
    return result
  }
}

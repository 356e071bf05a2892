public import LeadlineGeometry
public import LeadlineModel

/// Answers for one level of a ``FenceIndex`` by a chosen engine; the answers are the same.
///
/// Not Sendable: GEOS's prepared polygons belong to one thread. Which fence is nearest is always
/// decided by Leadline, as GEOS knows no geodesic distance.
public struct FenceEvaluator {
  private let index: FenceIndex
  private let level: Int
  /// One per rank for the GEOS engine; nil for the native one.
  private let prepared: [GEOSPreparedShape]?

  init(_ index: FenceIndex, level: Int, engine: FenceEngine) throws(FenceError) {
    self.index = index
    self.level = level
    guard engine == .geos else {
      prepared = nil
      return
    }
    let context = try GEOSContext()
    var shapes: [GEOSPreparedShape] = []
    for position in index.positions(level: level) {
      let shape = try GEOSShape(index.fences[position].area, in: context)
      shapes.append(try GEOSPreparedShape(shape))
    }
    prepared = shapes
  }

  /// As ``FenceIndex/assignment(of:level:outside:)``.
  ///
  /// - Throws: ``FenceError/geos(function:message:)`` when GEOS fails.
  public func assignment(
    of coordinate: Coordinate,
    outside: OutsideRule = .none
  ) throws(FenceError) -> Assignment {
    guard let prepared else {
      return index.assignment(of: coordinate, level: level, outside: outside)
    }
    let ranks = try ranks(of: prepared, covering: coordinate)
    guard !ranks.isEmpty else {
      return index.outsideAssignment(of: coordinate, level: level, outside)
    }
    return index.assignments(covering: ranks, level: level)[0]
  }

  /// As ``FenceIndex/assignments(of:level:outside:)``.
  ///
  /// - Throws: ``FenceError/geos(function:message:)`` when GEOS fails.
  public func assignments(
    of coordinate: Coordinate,
    outside: OutsideRule = .none
  ) throws(FenceError) -> [Assignment] {
    guard let prepared else {
      return index.assignments(of: coordinate, level: level, outside: outside)
    }
    let ranks = try ranks(of: prepared, covering: coordinate)
    guard !ranks.isEmpty else {
      return [index.outsideAssignment(of: coordinate, level: level, outside)]
    }
    return index.assignments(covering: ranks, level: level)
  }

  private func ranks(
    of prepared: [GEOSPreparedShape],
    covering coordinate: Coordinate
  ) throws(FenceError) -> [Int] {
    var ranks: [Int] = []
    for (rank, shape) in prepared.enumerated() where try shape.covers(coordinate) {
      ranks.append(rank)
    }
    return ranks
  }
}

public import LeadlineGeometry

/// A static index over places that answers what is nearest and what is within a distance.
///
/// Distances are geodesics on WGS 84, and the order of answers is that of PROJ's exact solution: a
/// packed R-tree over earth-centred coordinates finds places by the chord, and the few pairs and
/// radii that the chord leaves open (``GeodesicBracket``) are settled by
/// ``Geodesic/exactDistance(_:_:)``. The antimeridian and the poles are places like all others.
///
/// Immutable, so that any number of threads may search it at once. It takes about 50 bytes per place.
public final class StoreIndex: Sendable {
  /// A place that a search found.
  public struct Match: Hashable, Sendable {
    /// The place's position in the input.
    public let position: Int
    /// The geodesic from the query, exact beyond 100 km and where places compete for a rank, and
    /// within 1e-6 m of it otherwise.
    public let distance: Distance

    /// Makes a match.
    public init(position: Int, distance: Distance) {
      self.position = position
      self.distance = distance
    }
  }

  let tree: PackedTree
  /// The coordinates in packed order.
  let coordinates: [Coordinate]
  /// The positions in the input, in packed order.
  let positions: [UInt32]

  /// The number of places.
  public var count: Int { positions.count }

  /// Builds the index over two columns of degrees.
  ///
  /// - Parameters:
  ///   - longitudes: Degrees east, -180…180.
  ///   - latitudes: Degrees north, -90…90, as many as longitudes.
  ///   - threads: The number of threads to build with; nil for one per processor.
  /// - Throws: ``IndexError`` for columns of different lengths and for the first coordinate that is
  ///   not finite or out of range.
  /// - Precondition: At most 2³² - 1 coordinates.
  ///
  /// - Complexity: O(*n*).
  public convenience init(
    longitudes: [Double],
    latitudes: [Double],
    threads: Int? = nil
  ) throws(IndexError) {
    guard longitudes.count == latitudes.count else {
      throw .countsDiffer(longitudes: longitudes.count, latitudes: latitudes.count)
    }
    for position in longitudes.indices
    where !(abs(longitudes[position]) <= 180 && abs(latitudes[position]) <= 90) {
      do throws(GeometryError) {
        _ = try Coordinate(longitude: longitudes[position], latitude: latitudes[position])
      } catch {
        throw .badCoordinate(position: position, error)
      }
    }
    self.init(
      CoordinateSource.with(longitudes: longitudes, latitudes: latitudes) {
        Parts($0, threads: threads)
      }
    )
  }

  /// Builds the index over coordinates; equal ones and none at all are fine.
  ///
  /// - Parameters:
  ///   - coordinates: The places.
  ///   - threads: The number of threads to build with; nil for one per processor.
  /// - Precondition: At most 2³² - 1 coordinates.
  ///
  /// - Complexity: O(*n*).
  public convenience init(_ coordinates: [Coordinate], threads: Int? = nil) {
    self.init(CoordinateSource.with(coordinates) { Parts($0, threads: threads) })
  }

  private init(_ parts: Parts) {
    tree = parts.tree
    coordinates = parts.coordinates
    positions = parts.positions
  }

  /// What an index is made of.
  private struct Parts {
    let tree: PackedTree
    let coordinates: [Coordinate]
    let positions: [UInt32]

    init(_ source: CoordinateSource, threads: Int?) {
      let count = source.count
      precondition(count <= Int(UInt32.max), "an index holds at most 2^32 - 1 places")
      let (records, positionBits) = HilbertOrder.sorted(
        source,
        keyBits: HilbertOrder.keyBits,
        threads: threads
      )
      let mask = UInt64(1) << UInt64(positionBits) - 1
      var ordered: [Coordinate] = []
      positions = [UInt32](unsafeUninitializedCapacity: count) { positions, written in
        ordered = [Coordinate](unsafeUninitializedCapacity: count) { ordered, ordering in
          records.withUnsafeBufferPointer { records in
            // Workers write disjoint ranges, and `split` waits for them.
            nonisolated(unsafe) let (positions, ordered, records) = (positions, ordered, records)
            Workers.split(count, size: 8_192, threads: threads) { next in
              while let range = next() {
                for slot in range {
                  let position = records[slot] & mask
                  positions[slot] = UInt32(truncatingIfNeeded: position)
                  ordered[slot] = source[Int(truncatingIfNeeded: position)]
                }
              }
            }
          }
          ordering = count
        }
        written = count
      }
      coordinates = ordered
      tree = CoordinateSource.with(ordered) { PackedTree($0, threads: threads) }
    }
  }

  /// The places nearest to a query, nearest first.
  ///
  /// Places at exactly the same geodesic distance come in the order of `precedes`, also where they
  /// compete for the last rank. Distances never decrease along the answer.
  ///
  /// - Parameters:
  ///   - query: Where to look from.
  ///   - limit: The most matches to return, 0 or more; nil for all.
  ///   - distance: The greatest distance, itself included; nil for any.
  ///   - isIncluded: Whether the place at a position of the input may be returned. It is asked only
  ///     about places near enough to matter, and may be asked twice.
  ///   - precedes: Whether the place at the first position goes before the one at the second when
  ///     both are equally far; a strict order.
  /// - Returns: At most `limit` matches.
  ///
  /// - Complexity: O(log *n* + *k*) on average for *k* matches that lie close by, at worst O(*n*).
  public func nearest(
    to query: Coordinate,
    limit: Int? = nil,
    within distance: Distance? = nil,
    isIncluded: ((Int) -> Bool)? = nil,
    precedes: (Int, Int) -> Bool = { $0 < $1 }
  ) -> [Match] {
    var statistics = SearchStatistics()
    return nearest(
      to: query,
      limit: limit,
      within: distance,
      isIncluded: isIncluded,
      precedes: precedes,
      statistics: &statistics
    )
  }

  /// All places within a distance of a centre, nearest first, equally far ones in input order.
  ///
  /// - Parameters:
  ///   - distance: The greatest distance, itself included.
  ///   - centre: Where to look from.
  ///   - isIncluded: Whether the place at a position of the input may be returned.
  /// - Returns: Every included place at most so far away.
  ///
  /// - Complexity: O(log *n* + *k* log *k*) on average for *k* matches.
  public func within(
    _ distance: Distance,
    of centre: Coordinate,
    isIncluded: ((Int) -> Bool)? = nil
  ) -> [Match] {
    nearest(to: centre, within: distance, isIncluded: isIncluded)
  }

  /// What breaks the index's promises: boxes that miss a place, positions lost or doubled.
  ///
  /// - Returns: Sentences; none for a sound index.
  ///
  /// - Complexity: O(*n* log *n*).
  package func checkInvariants() -> [String] {
    var problems = tree.problems()
    if tree.count != count || coordinates.count != count {
      problems.append("\(count) positions, \(tree.count) places, \(coordinates.count) coordinates")
    }
    if positions.sorted() != Array(0..<UInt32(truncatingIfNeeded: count)) {
      problems.append("the positions are no permutation of 0..<\(count)")
    }
    for slot in 0..<min(tree.count, coordinates.count)
    where tree.place(slot: slot) != ECEF(coordinates[slot]) {
      problems.append("slot \(slot) holds another place than its coordinate")
    }
    return problems
  }
}

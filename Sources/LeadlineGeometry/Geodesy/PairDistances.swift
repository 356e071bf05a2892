import Synchronization

/// The distances of many pairs of places, and which of them are within a limit.
public struct PairDistances: Hashable, Sendable {
  /// The length of each pair's shortest path in metres, as accurate as
  /// ``Geodesic/distance(_:_:)``.
  public let metres: [Double]
  /// Whether each pair's exact geodesic is at most the limit; empty when no limit was given.
  public let isWithin: [Bool]
  /// How many pairs only the exact geodesic could settle, because they are far apart or their chord
  /// leaves the limit open.
  public let exactGeodesics: Int
}

/// Places with their earth-centred positions ready, to measure many distances from.
///
/// It takes 40 bytes per place.
public struct PlaceTable: Sendable {
  let coordinates: [Coordinate]
  let places: [ECEF]

  /// The number of places.
  public var count: Int { places.count }

  /// Makes a table.
  ///
  /// - Complexity: O(*n*), some nanoseconds a place.
  public init(_ coordinates: [Coordinate]) {
    self.coordinates = coordinates
    places = coordinates.map { ECEF($0) }
  }

  /// Measures each place to the place at the same position of another table.
  ///
  /// - Parameters:
  ///   - other: As many places.
  ///   - limit: The greatest distance that counts as within, itself included; nil for no test.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: One distance per pair, in order.
  public func distances(
    to other: PlaceTable,
    within limit: Distance? = nil,
    threads: Int? = nil
  ) -> PairDistances {
    precondition(count == other.count, "pairs need tables of equal counts")
    return PairMeasurement(limit).run(
      count: count,
      threads: threads,
      first: { places.load($0, into: $1) },
      second: { other.places.load($0, into: $1) },
      pair: { (coordinates[$0], other.coordinates[$0]) }
    )
  }

  /// Measures check-ins, each to a place of the table.
  ///
  /// - Parameters:
  ///   - checkIns: Where the check-ins were made.
  ///   - positions: The position in the table of each check-in's place, below ``count``.
  ///   - limit: The greatest distance that counts as within, itself included; nil for no test.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: One distance per check-in, in order.
  public func distances(
    toEach checkIns: [Coordinate],
    from positions: [UInt32],
    within limit: Distance? = nil,
    threads: Int? = nil
  ) -> PairDistances {
    precondition(checkIns.count == positions.count, "each check-in needs one position")
    return PairMeasurement(limit).run(
      count: checkIns.count,
      threads: threads,
      first: { range, columns in
        for (lane, position) in positions[range].enumerated() {
          columns.set(lane, places[Int(position)])
        }
      },
      second: { range, columns in
        checkIns.withUnsafeBufferPointer { checkIns in
          for lane in 0..<range.count {
            columns.longitudes[lane] = checkIns[range.lowerBound + lane].longitude
            columns.latitudes[lane] = checkIns[range.lowerBound + lane].latitude
          }
        }
        columns.project(range.count)
      },
      pair: { (coordinates[Int(positions[$0])], checkIns[$0]) }
    )
  }
}

extension Geodesic {
  /// Measures many pairs of places.
  ///
  /// - Parameters:
  ///   - fromLongitudes: Degrees east, -180…180.
  ///   - fromLatitudes: Degrees north, -90…90.
  ///   - toLongitudes: Degrees east, -180…180.
  ///   - toLatitudes: Degrees north, -90…90. All four columns are equally long.
  ///   - limit: The greatest distance that counts as within, itself included; nil for no test.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: One distance per pair, in order.
  /// - Throws: ``GeometryError`` for the first pair with a coordinate that is not finite or out of
  ///   range.
  ///
  /// - Complexity: O(*n*), some nanoseconds a pair below 100 km, half a microsecond beyond.
  public static func distances(
    fromLongitudes: [Double],
    fromLatitudes: [Double],
    toLongitudes: [Double],
    toLatitudes: [Double],
    within limit: Distance? = nil,
    threads: Int? = nil
  ) throws(GeometryError) -> PairDistances {
    let count = fromLongitudes.count
    precondition(
      fromLatitudes.count == count && toLongitudes.count == count && toLatitudes.count == count,
      "pairs need columns of equal counts"
    )
    // Each block is checked while it is in the caches; what is measured for places that are none is
    // dropped.
    let isSound = Atomic(true)
    let result = PairMeasurement(limit).run(
      count: count,
      threads: threads,
      first: { range, columns in
        if !Coordinate.areSound(range, fromLongitudes, fromLatitudes) {
          isSound.store(false, ordering: .relaxed)
        }
        columns.project(fromLongitudes, fromLatitudes, range)
      },
      second: { range, columns in
        if !Coordinate.areSound(range, toLongitudes, toLatitudes) {
          isSound.store(false, ordering: .relaxed)
        }
        columns.project(toLongitudes, toLatitudes, range)
      },
      pair: {
        (
          Coordinate(uncheckedLongitude: fromLongitudes[$0], latitude: fromLatitudes[$0]),
          Coordinate(uncheckedLongitude: toLongitudes[$0], latitude: toLatitudes[$0])
        )
      }
    )
    if !isSound.load(ordering: .relaxed) {
      try Coordinate.check(longitudes: fromLongitudes, latitudes: fromLatitudes)
      try Coordinate.check(longitudes: toLongitudes, latitudes: toLatitudes)
    }
    return result
  }
}

extension Coordinate {
  /// Whether all pairs of a range of columns are coordinates.
  fileprivate static func areSound(
    _ range: Range<Int>,
    _ longitudes: [Double],
    _ latitudes: [Double]
  ) -> Bool {
    longitudes.withUnsafeBufferPointer { longitudes in
      latitudes.withUnsafeBufferPointer { latitudes in
        // NaN fails the comparison. Counted rather than left early, so that no lane waits.
        var sound = 0
        for position in range {
          sound &+=
            (abs(longitudes[position]) <= 180 ? 1 : 0) & (abs(latitudes[position]) <= 90 ? 1 : 0)
        }
        return sound == range.count
      }
    }
  }

  /// Finds the first pair of columns that is no coordinate.
  fileprivate static func check(longitudes: [Double], latitudes: [Double]) throws(GeometryError) {
    for position in longitudes.indices
    where !(abs(longitudes[position]) <= 180 && abs(latitudes[position]) <= 90) {
      _ = try Coordinate(longitude: longitudes[position], latitude: latitudes[position])
    }
  }
}

extension [ECEF] {
  fileprivate func load(_ range: Range<Int>, into columns: PlaceColumns) {
    withUnsafeBufferPointer { places in
      for lane in 0..<range.count { columns.set(lane, places[range.lowerBound + lane]) }
    }
  }
}

import LeadlineGeometry

/// Coordinates lent for the time of a call, as pairs or as two columns.
///
/// Sendable because what it points to is not written while it is lent.
struct CoordinateSource: @unchecked Sendable {
  let count: Int
  private let longitudes: UnsafePointer<Double>?
  private let latitudes: UnsafePointer<Double>?
  private let step: Int

  /// Lends pairs.
  static func with<Result>(
    _ coordinates: [Coordinate],
    _ body: (CoordinateSource) -> Result
  ) -> Result {
    coordinates.withUnsafeBufferPointer { pairs in
      // A coordinate is its longitude and its latitude, two numbers one behind the other.
      let start = UnsafeRawPointer(pairs.baseAddress)?.assumingMemoryBound(to: Double.self)
      return body(
        CoordinateSource(
          count: pairs.count,
          longitudes: start,
          latitudes: start.map { $0 + 1 },
          step: 2
        )
      )
    }
  }

  /// Lends two columns of equal counts.
  static func with<Result>(
    longitudes: [Double],
    latitudes: [Double],
    _ body: (CoordinateSource) -> Result
  ) -> Result {
    longitudes.withUnsafeBufferPointer { longitudes in
      latitudes.withUnsafeBufferPointer { latitudes in
        body(
          CoordinateSource(
            count: longitudes.count,
            longitudes: longitudes.baseAddress,
            latitudes: latitudes.baseAddress,
            step: 1
          )
        )
      }
    }
  }

  /// The coordinate at a position below the count.
  @inline(__always)
  subscript(position: Int) -> Coordinate {
    guard let longitudes, let latitudes else { preconditionFailure("there are no coordinates") }
    return Coordinate(
      uncheckedLongitude: longitudes[position &* step],
      latitude: latitudes[position &* step]
    )
  }

  /// Puts a range, at most the columns' capacity, into the first lanes of columns.
  @inline(__always)
  func load(_ range: Range<Int>, into columns: PlaceColumns) {
    guard let longitudes, let latitudes else { return }
    for lane in 0..<range.count {
      columns.longitudes[lane] = longitudes[(range.lowerBound &+ lane) &* step]
      columns.latitudes[lane] = latitudes[(range.lowerBound &+ lane) &* step]
    }
  }
}

import LeadlineGeometry

/// Ways to lay out places, each hard for an index in its own way.
enum Layout: CaseIterable {
  case sphere, cities, duplicates, allEqual, antimeridian, poles, grid, meridian, parallel, hairline

  /// Places by this layout.
  func places(_ count: Int, using generator: inout SplitMix64) throws -> [Coordinate] {
    let centres = try Layout.anywhere(5, using: &generator)
    return try (0..<count).map { position in
      switch self {
      case .sphere:
        return try Layout.anywhere(1, using: &generator)[0]
      case .cities:
        return try Layout.near(centres[position % 5], degrees: 0.05, using: &generator)
      case .duplicates:
        return centres[Int.random(in: 0..<5, using: &generator)]
      case .allEqual:
        return centres[0]
      case .antimeridian:
        let offset = generator.double(in: -0.2...0.2)
        return try Coordinate(
          longitude: position % 7 == 0 ? 180 : offset < 0 ? 180 + offset : -180 + offset,
          latitude: generator.double(in: -1...1)
        )
      case .poles:
        return try Coordinate(
          longitude: generator.double(in: -180...180),
          latitude: (position % 2 == 0 ? 1 : -1) * (90 - generator.double(in: -0.1...0.3).clamped)
        )
      case .grid:
        return try Coordinate(
          longitude: Double(position % 8) - 4,
          latitude: Double(position / 8 % 8) - 4
        )
      case .meridian:
        return try Coordinate(longitude: 10, latitude: generator.double(in: -90...90))
      case .parallel:
        return try Coordinate(longitude: Double(position) * 1e-4, latitude: 45)
      case .hairline:
        // A ring of 300 m around the first place whose radius varies by nanometres: only the exact
        // geodesic tells.
        guard position > 0 else { return centres[0] }
        let bearing = generator.double(in: -Double.pi...Double.pi)
        return Layout.offset(centres[0], metres: 300, bearing: bearing)
      }
    }
  }

  /// Where to look from: at a place, near one, or anywhere.
  func query(_ places: [Coordinate], using generator: inout SplitMix64) throws -> Coordinate {
    let anywhere = try Layout.anywhere(1, using: &generator)[0]
    guard let place = places.randomElement(using: &generator) else { return anywhere }
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return self == .hairline ? places[0] : place
    case 1:
      // Halfway between lines of the grid, where symmetric places tie.
      return try Coordinate(
        longitude: (place.longitude * 2).rounded() / 2,
        latitude: (place.latitude * 2).rounded() / 2
      )
    case 2: return try Layout.near(place, degrees: 0.1, using: &generator)
    default: return anywhere
    }
  }

  static func anywhere(
    _ count: Int,
    using generator: inout SplitMix64
  ) throws -> [Coordinate] {
    try (0..<count).map { _ in
      let z = generator.double(in: -1...1)
      return try Coordinate(
        longitude: generator.double(in: -180...180),
        latitude: degrees(ofSine: z)
      )
    }
  }

  private static func near(
    _ centre: Coordinate,
    degrees: Double,
    using generator: inout SplitMix64
  ) throws -> Coordinate {
    try Coordinate(
      longitude: max(-180, min(180, centre.longitude + generator.double(in: -degrees...degrees))),
      latitude: max(-90, min(90, centre.latitude + generator.double(in: -degrees...degrees)))
    )
  }
}

extension Double {
  /// Nothing below 0, so that some places are the pole itself.
  fileprivate var clamped: Double { Swift.max(0, self) }
}

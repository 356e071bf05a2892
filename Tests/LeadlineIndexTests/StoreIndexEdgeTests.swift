import LeadlineGeometry
import LeadlineIndex
import LeadlineTestSupport
import Testing

struct StoreIndexEdgeTests {
  /// The clamped longitude and latitude of a box is not its nearest point: across the antimeridian
  /// it lies on the wrong side.
  @Test func boxAcrossTheAntimeridianIsNotTakenForFar() throws {
    var places: [Coordinate] = []
    for step in 0..<64 {
      let share = Double(step) / 64
      places.append(try Coordinate(longitude: -180 + share * 0.5, latitude: share - 0.5))
      places.append(try Coordinate(longitude: 179.2 - share, latitude: share - 0.5))
    }
    let query = try Coordinate(longitude: 179.9, latitude: 0)
    let difference = BruteForce.difference(
      StoreIndex(places).nearest(to: query, limit: 20),
      BruteForce.nearest(places, to: query, limit: 20)
    )
    #expect(difference == nil)
    let nearest = try #require(StoreIndex(places).nearest(to: query, limit: 1).first)
    #expect(places[nearest.position].longitude < 0)
  }

  /// The nearest point of a high, wide box to a place on its parallel is not on that parallel.
  @Test func wideBoxNearThePoleIsNotTakenForFar() throws {
    var places: [Coordinate] = []
    for step in 0...80 {
      places.append(try Coordinate(longitude: Double(step), latitude: 60))
      places.append(try Coordinate(longitude: Double(step), latitude: 61))
      // Decoys between the true distance, 25.66°, and the clamped one, 28.96°.
      places.append(try Coordinate(longitude: -60, latitude: 33 + Double(step) / 100))
    }
    for longitude in [-60.0, -40, 0, 140] {
      let query = try Coordinate(longitude: longitude, latitude: 60)
      for limit in [1, 5, 40] {
        let difference = BruteForce.difference(
          StoreIndex(places).nearest(to: query, limit: limit),
          BruteForce.nearest(places, to: query, limit: limit)
        )
        #expect(difference == nil, "from \(query)")
      }
    }
  }

  @Test func bothNamesOfTheAntimeridianAreOnePlace() throws {
    let index = try StoreIndex(longitudes: [180, -180, 179], latitudes: [10, 10, 10])
    let query = try Coordinate(longitude: -180, latitude: 10)
    let matches = index.nearest(to: query, limit: 2)
    #expect(matches.map(\.position) == [0, 1])
    #expect(matches.map(\.distance.metres) == [0, 0])
  }

  @Test func poleIsOnePlaceForEveryLongitude() throws {
    let longitudes = stride(from: -180.0, through: 180, by: 20).map { $0 }
    let index = try StoreIndex(
      longitudes: longitudes,
      latitudes: longitudes.map { _ in 90 }
    )
    let query = try Coordinate(longitude: 33, latitude: 90)
    let matches = index.within(try Distance(metres: 1e-6), of: query)
    #expect(matches.count == longitudes.count)
  }

  @Test func signOfZeroMakesNoDifference() throws {
    let index = try StoreIndex(longitudes: [0, -0.0, 0], latitudes: [-0.0, 0, 0])
    let query = try Coordinate(longitude: -0.0, latitude: -0.0)
    #expect(index.within(try Distance(metres: 0), of: query).map(\.position) == [0, 1, 2])
  }

  @Test func emptyIndexHasNoMatches() throws {
    let index = try StoreIndex(longitudes: [], latitudes: [])
    let query = try Coordinate(longitude: 1, latitude: 2)
    #expect(index.count == 0)
    #expect(index.nearest(to: query).isEmpty)
    #expect(index.nearest(to: query, limit: 3).isEmpty)
    #expect(index.within(try Distance(metres: 1e9), of: query).isEmpty)
  }

  @Test func limitZeroAndARefusingPredicateGiveNothing() throws {
    let index = try StoreIndex(longitudes: [1, 2], latitudes: [1, 2])
    let query = try Coordinate(longitude: 1, latitude: 1)
    #expect(index.nearest(to: query, limit: 0).isEmpty)
    #expect(index.nearest(to: query, limit: 1, isIncluded: { _ in false }).isEmpty)
    #expect(index.nearest(to: query, isIncluded: { _ in false }).isEmpty)
  }

  @Test func radiusIsInclusive() throws {
    let place = try Coordinate(longitude: 2.35, latitude: 48.85)
    let query = try Coordinate(longitude: 2.36, latitude: 48.86)
    let index = StoreIndex([place])
    let exact = Geodesic.exactDistance(query, place).metres
    #expect(index.within(try Distance(metres: exact), of: query).count == 1)
    #expect(index.within(try Distance(metres: exact.nextDown), of: query).isEmpty)
  }

  /// From pole to pole is the longest geodesic; a radius one unit in the last place below excludes
  /// the other pole.
  @Test func oppositePoleIsOnTheEdgeOfTheGreatestRadius() throws {
    let index = try StoreIndex(longitudes: [5, 0], latitudes: [90, 0])
    let south = try Coordinate(longitude: -7, latitude: -90)
    let north = try Coordinate(longitude: 5, latitude: 90)
    let longest = Geodesic.exactDistance(south, north).metres
    #expect(index.within(try Distance(metres: longest), of: south).map(\.position) == [1, 0])
    #expect(index.within(try Distance(metres: longest.nextDown), of: south).map(\.position) == [1])
  }

  @Test func nearAntipodesAreOrderedExactly() throws {
    var generator = SplitMix64(seed: 77)
    let query = try Coordinate(longitude: 30, latitude: 0.2)
    let places = try (0..<300).map { _ in
      try Coordinate(
        longitude: -150 + generator.double(in: -1...1),
        latitude: -0.2 + generator.double(in: -1...1)
      )
    }
    let index = StoreIndex(places)
    for limit in [1, 10, 299] {
      let difference = BruteForce.difference(
        index.nearest(to: query, limit: limit),
        BruteForce.nearest(places, to: query, limit: limit)
      )
      #expect(difference == nil, "limit \(limit)")
    }
  }

  /// Squared chords of 1e-310 m² are too small to be spread over buckets.
  @Test func distancesTooSmallForTheirReciprocalAreSorted() throws {
    let places = try (0..<80).map {
      try Coordinate(longitude: 0, latitude: $0 < 64 ? 0 : Double(80 - $0) * 1e-160)
    }
    let query = try Coordinate(longitude: 0, latitude: 0)
    let difference = BruteForce.difference(
      StoreIndex(places).nearest(to: query),
      BruteForce.nearest(places, to: query)
    )
    #expect(difference == nil)
  }

  @Test func columnsOfDifferentLengthsAreRefused() {
    #expect(throws: IndexError.countsDiffer(longitudes: 2, latitudes: 1)) {
      try StoreIndex(longitudes: [1, 2], latitudes: [1])
    }
  }

  @Test func badCoordinatesAreRefusedWithTheirPosition() {
    #expect(
      throws: IndexError.badCoordinate(position: 1, .outOfRange(longitude: 181, latitude: 3))
    ) { try StoreIndex(longitudes: [1, 181], latitudes: [2, 3]) }
    #expect(
      throws: IndexError.badCoordinate(position: 0, .notFinite(longitude: 1, latitude: .infinity))
    ) { try StoreIndex(longitudes: [1], latitudes: [.infinity]) }
    #expect { try StoreIndex(longitudes: [0, 0, .nan], latitudes: [0, 0, 0]) } throws: { error in
      "\(error)".hasPrefix("position 2: the coordinate nan, 0.0 is not a pair of finite numbers")
    }
  }
}

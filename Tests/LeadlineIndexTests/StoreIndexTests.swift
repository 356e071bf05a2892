import LeadlineGeometry
import LeadlineIndex
import LeadlineTestSupport
import Testing

struct StoreIndexTests {
  @Test(arguments: Layout.allCases)
  func nearestEqualsBruteForce(_ layout: Layout) throws {
    try forEverySeed(0..<30) { seed, generator in
      let places = try layout.places(Int.random(in: 41...500, using: &generator), using: &generator)
      let index = StoreIndex(places)
      #expect(index.checkInvariants() == [])
      for limit in [1, 2, 10, 37, places.count - 1, places.count] {
        let query = try layout.query(places, using: &generator)
        let difference = BruteForce.difference(
          index.nearest(to: query, limit: limit),
          BruteForce.nearest(places, to: query, limit: limit)
        )
        #expect(difference == nil, "seed \(seed), limit \(limit), from \(query)")
      }
    }
  }

  @Test(arguments: Layout.allCases)
  func withinEqualsBruteForce(_ layout: Layout) throws {
    try forEverySeed(0..<30) { seed, generator in
      let places = try layout.places(Int.random(in: 41...400, using: &generator), using: &generator)
      let index = StoreIndex(places)
      let query = try layout.query(places, using: &generator)
      // Radii that equal the distance of a place, or miss it by one unit in the last place.
      let edge = Geodesic.exactDistance(query, places[0]).metres
      let radii = [0, 300, 5_000, 2e6, 1.3e7, 2.1e7, edge, edge.nextUp, max(0, edge.nextDown)]
      for metres in radii {
        let radius = try Distance(metres: metres)
        let difference = BruteForce.difference(
          index.within(radius, of: query),
          BruteForce.nearest(places, to: query, within: radius)
        )
        #expect(difference == nil, "seed \(seed), within \(metres) m of \(query)")
      }
    }
  }

  @Test(arguments: Layout.allCases)
  func limitRadiusPredicateAndTieOrderWorkTogether(_ layout: Layout) throws {
    try forEverySeed(0..<30) { seed, generator in
      let places = try layout.places(Int.random(in: 41...400, using: &generator), using: &generator)
      let index = StoreIndex(places)
      let query = try layout.query(places, using: &generator)
      let radius = Geodesic.exactDistance(query, places[places.count / 2])
      let modulus = Int.random(in: 1...5, using: &generator)
      for limit in [1, 7, 60] {
        let difference = BruteForce.difference(
          index.nearest(
            to: query,
            limit: limit,
            within: radius,
            isIncluded: { $0 % modulus == 0 },
            precedes: { $0 > $1 }
          ),
          BruteForce.nearest(
            places,
            to: query,
            limit: limit,
            within: radius,
            isIncluded: { $0 % modulus == 0 },
            precedes: { $0 > $1 }
          )
        )
        #expect(difference == nil, "seed \(seed), limit \(limit), within \(radius) of \(query)")
      }
    }
  }

  @Test func everySmallCountIsFine() throws {
    var generator = SplitMix64(seed: 40)
    for count in 0...40 {
      let places = try Layout.sphere.places(count, using: &generator)
      let index = StoreIndex(places)
      #expect(index.count == count)
      #expect(index.checkInvariants() == [])
      let query = try Layout.sphere.query(places, using: &generator)
      for limit in [0, 1, count / 2, count, count + 1, 1_000] {
        let difference = BruteForce.difference(
          index.nearest(to: query, limit: limit),
          BruteForce.nearest(places, to: query, limit: limit)
        )
        #expect(difference == nil, "\(count) places, limit \(limit)")
      }
      let all = BruteForce.difference(
        index.nearest(to: query),
        BruteForce.nearest(places, to: query)
      )
      #expect(all == nil, "\(count) places, no limit")
    }
  }

  @Test func threeLevelsOfNodesHoldTheirPlaces() throws {
    var generator = SplitMix64(seed: 3)
    let places = try Layout.cities.places(10_000, using: &generator)
    let index = StoreIndex(places)
    #expect(index.checkInvariants() == [])
    for _ in 0..<10 {
      let query = try Layout.cities.query(places, using: &generator)
      let difference = BruteForce.difference(
        index.nearest(to: query, limit: 25),
        BruteForce.nearest(places, to: query, limit: 25)
      )
      #expect(difference == nil, "from \(query)")
    }
  }

  @Test func theOrderOfTheInputDoesNotMatter() throws {
    try forEverySeed(0..<20) { seed, generator in
      let places = try Layout.cities.places(300, using: &generator)
      let shuffled = places.shuffled(using: &generator)
      let query = try Layout.cities.query(places, using: &generator)
      let straight = StoreIndex(places).nearest(to: query, limit: 20)
      let mixed = StoreIndex(shuffled).nearest(to: query, limit: 20)
      #expect(straight.map { places[$0.position] } == mixed.map { shuffled[$0.position] })
      #expect(straight.map(\.distance) == mixed.map(\.distance), "seed \(seed)")
    }
  }

  @Test func nearbyQueriesNeedAlmostNoExactGeodesic() throws {
    var generator = SplitMix64(seed: 9)
    let places = try Layout.cities.places(5_000, using: &generator)
    let index = StoreIndex(places)
    var statistics = SearchStatistics()
    for place in places.prefix(200) {
      let matches = index.nearest(
        to: place,
        limit: 10,
        within: try Distance(metres: 5_000),
        isIncluded: nil,
        precedes: { $0 < $1 },
        statistics: &statistics
      )
      #expect(matches.first?.distance.metres == 0)
    }
    #expect(statistics.exactGeodesics < 20)
    #expect(statistics.leaves < 200 * 30)
  }

  @Test func equalPlacesAreNotMeasuredOneByOne() throws {
    let place = try Coordinate(longitude: 121.47, latitude: 31.23)
    let query = try Coordinate(longitude: 121.48, latitude: 31.23)
    let index = StoreIndex(Array(repeating: place, count: 1_000))
    var statistics = SearchStatistics()
    let matches = index.nearest(
      to: query,
      limit: 3,
      within: nil,
      isIncluded: nil,
      precedes: { $0 > $1 },
      statistics: &statistics
    )
    #expect(matches.map(\.position) == [999, 998, 997])
    #expect(statistics.exactGeodesics == 0)
    #expect(statistics.secondPasses == 1)
  }
}

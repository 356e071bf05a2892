import LeadlineGeometry
import LeadlineIndex
import LeadlineTestSupport
import Testing

struct StoreIndexBatchTests {
  @Test(arguments: Layout.allCases)
  func batchEqualsBruteForceAndSingleSearches(_ layout: Layout) throws {
    try forEverySeed(0..<3) { seed, generator in
      let places = try layout.places(Int.random(in: 41...400, using: &generator), using: &generator)
      let index = StoreIndex(places)
      let queries = try (0..<8).map { _ in try layout.query(places, using: &generator) }
      let edge = Geodesic.exactDistance(queries[0], places[0])
      for limit in [1, 10, 32, 33, places.count] {
        for radius in [nil, edge, try Distance(metres: 5_000), try Distance(metres: 3e6)] {
          let table = index.nearest(toEach: queries, limit: limit, within: radius)
          try #require(table.queryCount == queries.count)
          for (number, query) in queries.enumerated() {
            let single = index.nearest(to: query, limit: limit, within: radius)
            #expect(
              rows(table, number) == single,
              "seed \(seed), limit \(String(describing: limit)), within \(String(describing: radius))"
            )
          }
          let difference = BruteForce.difference(
            rows(table, 0),
            BruteForce.nearest(places, to: queries[0], limit: limit, within: radius)
          )
          #expect(difference == nil, "seed \(seed), limit \(String(describing: limit))")
        }
      }
    }
  }

  /// Queries as dense as the places follow each other closely, so most take the way by the leaves
  /// kept from before.
  @Test(arguments: [Layout.cities, .sphere, .antimeridian, .poles])
  func denseQueriesOnAnyNumberOfThreadsAndKernelsGiveTheSameBits(_ layout: Layout) throws {
    var generator = SplitMix64(seed: 12)
    let places = try layout.places(2_000, using: &generator)
    let index = StoreIndex(places)
    let queries = try layout.places(5_000, using: &generator)
    let limits: [(Int?, Distance?)] = [
      (10, nil), (5, try Distance(metres: 2_000)), (nil, try Distance(metres: 300)),
    ]
    for (limit, radius) in limits {
      var tables: [MatchTable] = []
      for (kernels, threads) in TreeKernels.allSets.map({ ($0, 1) }) + [(.best, 2), (.best, 3)] {
        var statistics = SearchStatistics()
        tables.append(
          index.nearest(
            toEach: queries,
            limit: limit,
            within: radius,
            precedes: nil,
            threads: threads,
            kernels: kernels,
            statistics: &statistics
          )
        )
      }
      for table in tables.dropFirst() { #expect(table == tables[0]) }
      for number in stride(from: 0, to: queries.count, by: 30) {
        let single = index.nearest(to: queries[number], limit: limit, within: radius)
        #expect(rows(tables[0], number) == single, "query \(number)")
      }
    }
  }

  @Test func denseQueriesNeedFewLeavesAndAlmostNoExactGeodesic() throws {
    var generator = SplitMix64(seed: 5)
    let places = try Layout.sphere.places(20_000, using: &generator)
    let index = StoreIndex(places)
    let queries = try Layout.sphere.places(20_000, using: &generator)
    var statistics = SearchStatistics()
    _ = index.nearest(
      toEach: queries,
      limit: 10,
      within: try Distance(metres: 90_000),
      precedes: nil,
      threads: 2,
      kernels: .best,
      statistics: &statistics
    )
    #expect(statistics.leaves < queries.count * 8)
    #expect(statistics.innerNodes < queries.count * 4)
    #expect(statistics.exactGeodesics < queries.count / 100)
  }

  @Test func tiesComeInTheOrderAskedFor() throws {
    let place = try Coordinate(longitude: 9.5, latitude: 47.1)
    let index = StoreIndex(Array(repeating: place, count: 50))
    let queries = [place, try Coordinate(longitude: 9.6, latitude: 47.1)]
    let first = index.nearest(toEach: queries, limit: 3)
    #expect(first.positions == [0, 1, 2, 0, 1, 2])
    let last = index.nearest(toEach: queries, limit: 3, precedes: { $0 > $1 })
    #expect(last.positions == [49, 48, 47, 49, 48, 47])
    #expect(last.offsets == [0, 3, 6])
  }

  @Test func emptyInputsGiveEmptyTables() throws {
    let place = try Coordinate(longitude: 1, latitude: 2)
    let index = StoreIndex([place])
    #expect(index.nearest(toEach: [], limit: 3).offsets == [0])
    #expect(index.nearest(toEach: [place, place], limit: 0).offsets == [0, 0, 0])
    #expect(StoreIndex([]).nearest(toEach: [place], limit: nil).offsets == [0, 0])
    let far = try Coordinate(longitude: 3, latitude: 2)
    let table = index.nearest(toEach: [far, place], limit: 2, within: try Distance(metres: 1))
    #expect(table.offsets == [0, 0, 1])
    #expect(table.metres == [0])
  }

  @Test(arguments: Layout.allCases)
  func buildingOnAnyNumberOfThreadsGivesTheSameAnswers(_ layout: Layout) throws {
    var generator = SplitMix64(seed: 21)
    let places = try layout.places(5_000, using: &generator)
    let queries = try (0..<20).map { _ in try layout.query(places, using: &generator) }
    let indexes = [1, 2, 3].map { StoreIndex(places, threads: $0) }
    for index in indexes { #expect(index.checkInvariants() == []) }
    let limit = layout == .allEqual || layout == .duplicates ? 1 : 12
    let tables = indexes.map { $0.nearest(toEach: queries, limit: limit) }
    #expect(tables[0] == tables[1])
    #expect(tables[0] == tables[2])
  }

  private func rows(_ table: MatchTable, _ query: Int) -> [StoreIndex.Match] {
    table.rows(ofQuery: query).map {
      StoreIndex.Match(
        position: Int(table.positions[$0]),
        distance: Distance(uncheckedMetres: table.metres[$0])
      )
    }
  }
}

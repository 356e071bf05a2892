import LeadlineFences
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

/// Winners found in cells, against the search of all fences and against GEOS.
struct WinnerTests {
  /// Fences of many kinds over and beside one another, some of them twice.
  private func randomFences(_ count: Int, _ random: inout SplitMix64) throws -> [Fence] {
    var areas: [MultiPolygon] = []
    for number in 0..<count {
      if number % 6 == 5, let twin = areas.randomElement(using: &random) {
        areas.append(twin)
      } else {
        areas.append(try Shapes.random(&random))
      }
    }
    return areas.enumerated().map { number, area in
      Shapes.fence("f\(number)", area, priority: Int.random(in: 0...1, using: &random))
    }
  }

  private func check(
    _ index: FenceIndex,
    _ places: [Coordinate],
    _ note: @autoclosure () -> String
  ) {
    let winners = index.winners(
      longitudes: places.map(\.longitude),
      latitudes: places.map(\.latitude),
      level: 0
    )
    for (place, winner) in zip(places, winners) {
      let covering = index.covering(place, level: 0)
      let single = index.winner(at: place, level: 0)
      if winner.position != covering.first || winner.isContested != (covering.count > 1)
        || single != winner
      {
        Issue.record(
          "\(note()): \(place) is in \(covering), not \(winner.position as Int?) \(winner)"
        )
      }
    }
  }

  @Test func winnersAreTheFirstOfAllCoveringFencesOnHardPlaces() throws {
    try forEverySeed(0..<(Shapes.isLong ? 2_000 : 60)) { seed, random in
      let fences = try randomFences(Int.random(in: 1...30, using: &random), &random)
      let budget = [nil, 0, 2_000, 1 << 20][Int(seed % 4)]
      let index = FenceIndex(fences, byteBudget: budget)
      var places: [Coordinate] = []
      for _ in 0..<3 {
        guard let fence = fences.randomElement(using: &random) else { return }
        places += Shapes.hardPlaces(fence.area, perEdge: 1, &random)
      }
      check(index, places.shuffled(using: &random), "seed \(seed)")
    }
  }

  @Test func winnersAreThoseOfGEOS() throws {
    try forEverySeed(0..<(Shapes.isLong ? 500 : 15)) { seed, random in
      let fences = try randomFences(12, &random)
      let index = FenceIndex(fences)
      let oracle = try GEOSOracle()
      let areas = try fences.map { try oracle.area($0.area) }
      let places = Shapes.hardPlaces(fences[0].area, perEdge: 1, &random).shuffled(using: &random)
      for place in places.prefix(600) {
        let covering = try fences.indices.filter { try oracle.covers(areas[$0], place) }
        let winner = index.winner(at: place, level: 0)
        #expect(winner.isContested == (covering.count > 1), "seed \(seed): \(place)")
        #expect(
          winner.position == nil ? covering.isEmpty : covering.contains(winner.position ?? -1)
        )
      }
    }
  }
}

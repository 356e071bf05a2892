import Foundation
import LeadlineFences
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

struct FenceIndexTests {
  /// Many overlapping fences with few priorities and some areas alike.
  private func randomFences(_ count: Int, _ random: inout SplitMix64) throws -> [Fence] {
    let twin = try Shapes.random(&random)
    return try (0..<count).map { number in
      let area = number % 5 == 0 ? twin : try Shapes.random(&random)
      return Shapes.fence(
        "f\((number * 7) % count)",
        area,
        level: ["b", "a", "é"][number % 3],
        priority: Int.random(in: -1...1, using: &random)
      )
    }
  }

  /// The covering fences of a level by the interface's words, without any index.
  private func bruteForce(
    _ fences: [Fence],
    _ level: String,
    _ place: Coordinate,
    _ oracle: GEOSOracle,
    _ areas: [GEOSOracle.Area]
  ) throws -> [Int] {
    try fences.indices
      .filter { try fences[$0].level == level && oracle.covers(areas[$0], place) }
      .sorted { left, right in
        let (a, b) = (fences[left], fences[right])
        if a.priority != b.priority { return a.priority > b.priority }
        let sizes = [a, b].map { Geodesic.areaSquareMetres(of: $0.area) }
        if sizes[0] != sizes[1] { return sizes[0] < sizes[1] }
        return a.id < b.id
      }
  }

  @Test func winnersAndOverlapsAreThoseOfBruteForceByBothEngines() throws {
    try forEverySeed(0..<6) { seed, random in
      let fences = try randomFences(40, &random)
      let index = FenceIndex(fences)
      #expect(index.levels == ["a", "b", "é"])
      let oracle = try GEOSOracle()
      let areas = try fences.map { try oracle.area($0.area) }
      let evaluators = try index.levels.indices.map {
        try index.evaluator(level: $0, engine: .geos)
      }
      for _ in 0..<250 {
        let place = try Coordinate(
          longitude: random.double(in: -120...120),
          latitude: random.double(in: -70...70)
        )
        for (level, name) in index.levels.enumerated() {
          let expected = try bruteForce(fences, name, place, oracle, areas)
          #expect(index.covering(place, level: level) == expected, "seed \(seed)")
          let one = index.assignment(of: place, level: level)
          let all = index.assignments(of: place, level: level)
          let rule: Assignment.Rule =
            expected.isEmpty ? .none : expected.count == 1 ? .inside : .overlap
          #expect(one.rule == rule)
          #expect(one.level == name)
          #expect(one.fence == expected.first.map { fences[$0].id })
          #expect(one.territory == expected.first.map { fences[$0].territory })
          #expect(all.map(\.fence) == (expected.isEmpty ? [nil] : expected.map { fences[$0].id }))
          #expect(all.allSatisfy { $0.rule == rule })
          #expect(try evaluators[level].assignment(of: place) == one)
          #expect(try evaluators[level].assignments(of: place) == all)
          let withNearest = index.assignments(of: place, level: level, outside: .nearest)
          let nearest = index.assignment(of: place, level: level, outside: .nearest)
          #expect(withNearest == (expected.isEmpty ? [nearest] : all))
          #expect(
            try evaluators[level].assignments(of: place, outside: .nearest) == withNearest
          )
        }
      }
    }
  }

  @Test func priorityThenAreaThenIDDecides() throws {
    let small = try Shapes.area(.polygon([Shapes.box(0, 0, 1, 1)]))
    let large = try Shapes.area(.polygon([Shapes.box(0, 0, 2, 2)]))
    let place = try Coordinate(longitude: 0.5, latitude: 0.5)
    func winner(_ fences: [Fence]) -> [String?] {
      [fences, fences.reversed()].map {
        FenceIndex($0).assignment(of: place, level: 0).fence?.rawValue
      }
    }
    #expect(winner([Shapes.fence("a", large), Shapes.fence("b", small)]) == ["b", "b"])
    #expect(
      winner([Shapes.fence("a", large, priority: 1), Shapes.fence("b", small)]) == ["a", "a"]
    )
    #expect(winner([Shapes.fence("10", small), Shapes.fence("9", small)]) == ["10", "10"])
  }

  @Test func anIndexWithoutFencesHasNoLevels() {
    #expect(FenceIndex([]).levels.isEmpty)
  }

  @Test func aFenceWithoutAreaCoversNothing() throws {
    let place = try Coordinate(longitude: 0, latitude: 0)
    let index = FenceIndex([Shapes.fence("a", MultiPolygon([]))])
    #expect(index.covering(place, level: 0).isEmpty)
    #expect(index.assignment(of: place, level: 0, outside: .nearest).rule == .none)
  }

  // MARK: Nearest

  /// The least distance to an area's edges by trying ever closer places.
  private func bruteForceMetres(_ area: MultiPolygon, _ place: Coordinate) -> Double {
    var least = Double.infinity
    for ring in area.polygons.flatMap(\.rings) {
      for (start, end) in zip(ring, ring.dropFirst()) {
        var (from, to) = (0.0, 1.0)
        for _ in 0..<7 {
          var best = (metres: Double.infinity, t: 0.0)
          for step in 0...64 {
            let t = from + (to - from) * Double(step) / 64
            let place2 = Coordinate(
              uncheckedLongitude: start.longitude + t * (end.longitude - start.longitude),
              latitude: start.latitude + t * (end.latitude - start.latitude)
            )
            let metres = Geodesic.exactDistance(place, place2).metres
            if metres < best.metres { best = (metres, t) }
          }
          least = min(least, best.metres)
          let width = (to - from) / 32
          (from, to) = (max(0, best.t - width), min(1, best.t + width))
        }
      }
    }
    return least
  }

  @Test func theNearestFenceIsThatOfBruteForce() throws {
    try forEverySeed(0..<(Shapes.isLong ? 200 : 12)) { seed, random in
      let fences = try (0..<4).map { number in
        let x = random.double(in: -179...150)
        let y = random.double(in: -89...70)
        let size = [0.01, 1, 18][number % 3]
        let ring = Shapes.ring([
          (x, y), (x + size, y + size / 3), (x + size / 2, y + size), (x + size / 9, y + size / 2),
        ])
        return Shapes.fence("f\(number)", try Shapes.area(.polygon([ring])))
      }
      let index = FenceIndex(fences)
      for trial in 0..<6 {
        let corner = fences[trial % 4].area.polygons[0].exterior[trial % 3]
        // Far away, near a corner, and near a pole.
        let place = try Coordinate(
          longitude: trial < 3
            ? random.double(in: -180...180) : corner.longitude + random.double(in: -0.3...0.3),
          latitude: trial == 0
            ? random.double(in: 88...90)
            : trial < 3 ? random.double(in: -90...90) : max(-90, min(90, corner.latitude - 0.1))
        )
        let found = index.assignment(of: place, level: 0, outside: .nearest)
        guard index.covering(place, level: 0).isEmpty else {
          #expect(found.rule == .inside || found.rule == .overlap)
          continue
        }
        let expected = fences.map { bruteForceMetres($0.area, place) }
        let least = try #require(expected.min())
        let metres = try #require(found.distance).metres
        #expect(abs(metres - least) < 1e-3, "seed \(seed): \(place)")
        let winner = try #require(fences.firstIndex { $0.id == found.fence })
        #expect(expected[winner] - least < 1e-3, "seed \(seed): \(place)")
      }
    }
  }

  @Test func distancesCrossTheAntimeridianAndThePole() throws {
    let index = FenceIndex([
      Shapes.fence("east", try Shapes.area(.polygon([Shapes.box(170, 0, 180, 10)]))),
      Shapes.fence("west", try Shapes.area(.polygon([Shapes.box(-170, 0, -160, 10)]))),
      Shapes.fence("north", try Shapes.area(.polygon([Shapes.box(0, 80, 20, 85)]))),
    ])
    let beyond = try Coordinate(longitude: -179.5, latitude: 5)
    let edge = try Coordinate(longitude: 180, latitude: 5)
    let found = index.assignment(of: beyond, level: 0, outside: .nearest)
    #expect(found.fence == ID("east"))
    #expect(found.rule == .nearest)
    // The edge follows a meridian, whose nearest place lies slightly poleward of the parallel.
    let metres = try #require(found.distance).metres
    let along = Geodesic.exactDistance(beyond, edge).metres
    #expect(metres <= along && metres > along - 10)
    let overThePole = try Coordinate(longitude: -170, latitude: 89)
    let polar = index.assignment(of: overThePole, level: 0, outside: .nearest)
    #expect(polar.fence == ID("north"))
    // Across the pole the corners are nearer than the middle of the edge, which lies opposite.
    let corner = try Coordinate(longitude: 20, latitude: 85)
    let polarMetres = try #require(polar.distance).metres
    #expect(abs(polarMetres - Geodesic.exactDistance(overThePole, corner).metres) < 1e-6)
    // Planar: the other name of a boundary place is outside, at no distance.
    let otherName = try Coordinate(longitude: -180, latitude: 5)
    let alias = index.assignment(of: otherName, level: 0, outside: .nearest)
    #expect(alias.fence == ID("east"))
    #expect(alias.rule == .nearest)
    #expect(try #require(alias.distance).metres < 1e-6)
  }

  @Test func equallyNearFencesGoToTheWinner() throws {
    // Both share the edge from (2, 0) to (2, 3.3), run through in opposite directions.
    let left = try Shapes.area(.polygon([Shapes.ring([(0, 0), (2, 0), (2.1, 3.3)])]))
    let right = try Shapes.area(.polygon([Shapes.ring([(2.1, 3.3), (2, 0), (9, 0.5)])]))
    for place in [(2.0, -1.0), (2.1, 4.0), (2.0001, -0.3)] {
      let place = try Coordinate(longitude: place.0, latitude: place.1)
      for (first, second) in [(0, 1), (1, 0)] {
        let index = FenceIndex([
          Shapes.fence("left", left, priority: first),
          Shapes.fence("right", right, priority: second),
        ])
        let found = index.assignment(of: place, level: 0, outside: .nearest)
        let winner = first > second ? "left" : "right"
        let metres = [left, right].map { bruteForceMetres($0, place) }
        if abs(metres[0] - metres[1]) < 1e-7 {
          #expect(found.fence == ID(winner))
        } else {
          #expect(found.fence == ID(metres[0] < metres[1] ? "left" : "right"))
        }
      }
    }
  }

  @Test func aLongEdgeIsStraightInLongitudeAndLatitude() throws {
    let index = FenceIndex([
      Shapes.fence("a", try Shapes.area(.polygon([Shapes.box(-90, 10, 90, 60)])))
    ])
    // The geodesic between the upper corners runs over the pole; the edge stays at 60° N.
    let place = try Coordinate(longitude: 3, latitude: 61)
    let foot = try Coordinate(longitude: 3, latitude: 60)
    let found = index.assignment(of: place, level: 0, outside: .nearest)
    let metres = try #require(found.distance).metres
    #expect(abs(metres - Geodesic.exactDistance(place, foot).metres) < 1e-3)
  }
}

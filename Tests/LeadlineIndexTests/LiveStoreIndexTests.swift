import LeadlineGeometry
import LeadlineIndex
import LeadlineTestSupport
import Testing

struct LiveStoreIndexTests {
  @Test(arguments: Layout.allCases)
  func randomEditsEqualAnIndexBuiltAnew(_ layout: Layout) throws {
    try forEverySeed(0..<2) { seed, generator in
      let pool = try layout.places(900, using: &generator)
      let start = seed % 2 == 0 ? Int.random(in: 1...400, using: &generator) : 0
      var live = LiveStoreIndex(Array(pool[..<start]))
      var truth: [Coordinate?] = Array(pool[..<start])
      for step in 0..<700 {
        let place = pool[Int.random(in: 0..<pool.count, using: &generator)]
        let number = Int.random(in: -1...truth.count, using: &generator)
        let exists = truth.indices.contains(number) && truth[number] != nil
        switch Int.random(in: 0..<3, using: &generator) {
        case 0:
          let given = live.insert(place)
          #expect(given == truth.count)
          truth.append(place)
        case 1:
          let isMoved = live.move(number, to: place)
          #expect(isMoved == exists)
          if exists { truth[number] = place }
        default:
          let isGone = live.remove(number)
          #expect(isGone == exists)
          if exists { truth[number] = nil }
        }
        #expect(live[number] == (truth.indices.contains(number) ? truth[number] : nil))
        if step % 70 == 69 { try compare(live, truth, pool, layout, &generator, "seed \(seed)") }
      }
    }
  }

  private func compare(
    _ live: LiveStoreIndex,
    _ truth: [Coordinate?],
    _ pool: [Coordinate],
    _ layout: Layout,
    _ generator: inout SplitMix64,
    _ comment: Comment
  ) throws {
    let numbers = truth.indices.filter { truth[$0] != nil }
    let rebuilt = StoreIndex(numbers.compactMap { truth[$0] })
    #expect(live.count == numbers.count)
    let query = try layout.query(pool, using: &generator)
    let radius = Geodesic.exactDistance(query, pool[0])
    for limit in [1, 10, 50, nil] {
      for within in [nil, radius] {
        let expected = rebuilt.nearest(
          to: query,
          limit: limit,
          within: within,
          isIncluded: { numbers[$0] % 5 != 1 },
          precedes: { $0 > $1 }
        ).map { StoreIndex.Match(position: numbers[$0.position], distance: $0.distance) }
        let found = live.nearest(
          to: query,
          limit: limit,
          within: within,
          isIncluded: { $0 % 5 != 1 },
          precedes: { $0 > $1 }
        )
        #expect(found == expected, comment)
      }
    }
  }

  @Test func aCopyStaysAsItIs() throws {
    let place = try Coordinate(longitude: 9.5, latitude: 47.1)
    let other = try Coordinate(longitude: 9.6, latitude: 47.1)
    var live = LiveStoreIndex([place])
    let copy = live
    live.move(0, to: other)
    live.insert(other)
    #expect(copy.nearest(to: place).map(\.position) == [0])
    #expect(copy[0] == place)
    #expect(live.nearest(to: other).map(\.position) == [0, 1])
    #expect(live[0] == other)
  }

  /// Numbers are never given again, so what is kept must not grow with them.
  @Test func replacingPlacesForeverKeepsNoMoreThanThereAre() throws {
    let place = try Coordinate(longitude: 9.5, latitude: 47.1)
    var live = LiveStoreIndex([place])
    for number in 0..<4_000 {
      live.insert(place)
      live.remove(number)
    }
    #expect(live.count == 1)
    #expect(live[3_999] == nil)
    #expect(live[4_000] == place)
    #expect(live.nearest(to: place).map(\.position) == [4_000])
    for (name, column) in Mirror(reflecting: live).children {
      let mirror = Mirror(reflecting: column)
      guard mirror.displayStyle == .collection || mirror.displayStyle == .dictionary else {
        continue
      }
      #expect(mirror.children.count <= 300, "\(name ?? "")")
    }
  }

  @Test func anEmptyOneFillsUp() throws {
    var live = LiveStoreIndex()
    let place = try Coordinate(longitude: 9.5, latitude: 47.1)
    #expect(live.nearest(to: place).isEmpty)
    let removedNothing = live.remove(0)
    #expect(!removedNothing)
    for _ in 0..<1_000 { live.insert(place) }
    #expect(live.count == 1_000)
    #expect(live.nearest(to: place, limit: 3).map(\.position) == [0, 1, 2])
    for number in 0..<1_000 { live.remove(number) }
    #expect(live.count == 0)
    #expect(live.nearest(to: place, limit: 3).isEmpty)
  }
}

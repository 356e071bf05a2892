import LeadlineGeometry
import Testing

@testable import LeadlineIndex

struct SearchSeedsTests {
  /// The rival lies where only rounding tells whether its chord is the greatest that may rival the
  /// nearest one's: its root is not beyond, its square is.
  @Test func aRivalAtTheVeryEdgeIsASeedOfItsOwn() throws {
    let query = try Coordinate(longitude: 0, latitude: 0)
    func square(_ longitude: Double) throws -> Double {
      ECEF(query).chordSquared(to: ECEF(try Coordinate(longitude: longitude, latitude: 0)))
    }
    var edges = 0
    for step in 0..<40 {
      let near = 1e-5 * (1 + Double(step) / 64)
      let chord = try square(near).squareRoot()
      let rival = ChordBounds.greatestChord(rivalling: chord)
      var far = near * rival / chord
      while try square(far).squareRoot() <= rival { far = far.nextUp }
      while try square(far).squareRoot() > rival { far = far.nextDown }
      guard try square(far) > rival * rival else { continue }
      edges += 1
      for longitudes in [[near, far], [far, near], [near, -far], [-near, far]] {
        let index = try StoreIndex(longitudes: longitudes, latitudes: [0, 0])
        index.tree.withView { view in
          var session = SearchSession(index, view, limit: 1, within: nil)
          session.look(from: query, ECEF(query))
          session.search()
          #expect(session.statistics.secondPasses == 1)
          let seeds = (0..<session.seeds).map { session.hits.slots[$0] }
          #expect(seeds.sorted() == [0, 1], "\(longitudes)")
        }
      }
    }
    #expect(edges > 0)
  }
}

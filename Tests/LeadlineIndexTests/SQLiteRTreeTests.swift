import GRDB
import LeadlineGeometry
import LeadlineIndex
import LeadlineTestSupport
import Testing

/// SQLite's R*Tree over the same positions in space as an independent finder of candidates.
struct SQLiteRTreeTests {
  @Test(arguments: Layout.allCases)
  func withinEqualsCandidatesOfSQLite(_ layout: Layout) throws {
    try forEverySeed(0..<8) { seed, generator in
      let places = try layout.places(1_500, using: &generator)
      let index = StoreIndex(places)
      let database = try Self.database(places)
      for metres in [0, 150, 3_000, 80_000, 1e6, 9e6] {
        let query = try layout.query(places, using: &generator)
        let radius = try Distance(metres: metres)
        let candidates = try Self.candidates(database, query: query, metres: metres)
        let expected = candidates.filter { Geodesic.exactDistance(query, places[$0]) <= radius }
        let found = index.within(radius, of: query).map(\.position).sorted()
        #expect(found == expected, "seed \(seed), \(metres) m of \(query)")
      }
    }
  }

  private static func database(_ places: [Coordinate]) throws -> DatabaseQueue {
    let queue = try DatabaseQueue()
    try queue.write { database in
      try database.execute(
        sql: "CREATE VIRTUAL TABLE places USING rtree(id, x0, x1, y0, y1, z0, z1)"
      )
      let insert = try database.makeStatement(
        sql: "INSERT INTO places VALUES (?1, ?2, ?2, ?3, ?3, ?4, ?4)"
      )
      for (position, coordinate) in places.enumerated() {
        let place = ECEF(coordinate)
        try insert.execute(arguments: [position, place.x, place.y, place.z])
      }
    }
    return queue
  }

  /// The positions of places in the cube around the query whose half side is the radius; the chord
  /// is never longer than the geodesic, so none is missed.
  private static func candidates(
    _ queue: DatabaseQueue,
    query: Coordinate,
    metres: Double
  ) throws -> [Int] {
    let centre = ECEF(query)
    return try queue.read { database in
      try Int.fetchAll(
        database,
        sql: """
          SELECT id FROM places WHERE x1 >= ?1 - ?4 AND x0 <= ?1 + ?4 AND y1 >= ?2 - ?4
          AND y0 <= ?2 + ?4 AND z1 >= ?3 - ?4 AND z0 <= ?3 + ?4 ORDER BY id
          """,
        arguments: [centre.x, centre.y, centre.z, metres + 1e-6]
      )
    }
  }
}

import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct PairDistancesTests {
  private static func pairs(
    _ count: Int,
    _ rng: inout SplitMix64
  ) -> (starts: [Coordinate], ends: [Coordinate]) {
    var starts: [Coordinate] = []
    var ends: [Coordinate] = []
    for _ in 0..<count {
      let (start, end) = PairsOfPlaces.any(&rng)
      starts.append(start)
      ends.append(end)
    }
    return (starts, ends)
  }

  @Test func everyWayGivesTheDistanceOfThePair() throws {
    try forEverySeed(0..<10) { seed, rng in
      let (starts, ends) = Self.pairs([0, 1, 7, 8, 9, 512, 1_300][Int(seed) % 7], &rng)
      let columns = try Geodesic.distances(
        fromLongitudes: starts.map(\.longitude),
        fromLatitudes: starts.map(\.latitude),
        toLongitudes: ends.map(\.longitude),
        toLatitudes: ends.map(\.latitude)
      )
      #expect(columns.metres == zip(starts, ends).map { Geodesic.distance($0, $1).metres })
      #expect(columns.isWithin == [])
      let table = PlaceTable(starts)
      #expect(table.distances(to: PlaceTable(ends)) == columns)
      let order = starts.indices.shuffled(using: &rng)
      let byPosition = table.distances(
        toEach: order.map { ends[$0] },
        from: order.map { UInt32($0) }
      )
      #expect(byPosition.metres == order.map { columns.metres[$0] }, "seed \(seed)")
    }
  }

  @Test func withinIsWhatTheExactGeodesicSays() throws {
    try forEverySeed(0..<10) { seed, rng in
      let (starts, ends) = Self.pairs(300, &rng)
      let table = PlaceTable(starts)
      let others = PlaceTable(ends)
      let exact = zip(starts, ends).map { Geodesic.exactDistance($0, $1).metres }
      for offset in [-1e-6, -1e-9, 0, 1e-9, 1e-6] {
        let limit = try Distance(metres: max(0, exact[Int(seed)] + offset))
        let result = table.distances(to: others, within: limit)
        #expect(result.isWithin == exact.map { $0 <= limit.metres }, "seed \(seed)")
        #expect(zip(result.metres, exact).allSatisfy { abs($0 - $1) <= 2.6e-7 })
      }
      let edge = Distance(uncheckedMetres: exact[Int(seed)].nextDown)
      #expect(!table.distances(to: others, within: edge).isWithin[Int(seed)])
    }
  }

  @Test func oneAndMoreThreadsGiveTheSame() throws {
    var rng = SplitMix64(seed: 8)
    let starts = (0..<30_000).map { _ in PairsOfPlaces.near(&rng, upToMetres: 10_000) }
    let table = PlaceTable(starts.map(\.0))
    let others = PlaceTable(starts.map(\.1))
    let limit = try Distance(metres: 5_000)
    let results = [1, 2, 3].map { table.distances(to: others, within: limit, threads: $0) }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
    #expect(results[0].exactGeodesics < 10)
    #expect(results[0].isWithin.contains(true))
    #expect(results[0].isWithin.contains(false))
  }

  @Test func badCoordinatesAreRefused() {
    #expect(throws: GeometryError.outOfRange(longitude: 2, latitude: 91)) {
      try Geodesic.distances(
        fromLongitudes: [1],
        fromLatitudes: [1],
        toLongitudes: [2],
        toLatitudes: [91]
      )
    }
    #expect(throws: GeometryError.self) {
      try Geodesic.distances(
        fromLongitudes: [1, .nan],
        fromLatitudes: [1, 2],
        toLongitudes: [2, 3],
        toLatitudes: [0, 0]
      )
    }
  }

  @Test func everySetOfKernelsGivesTheBitsOfThePortableOne() {
    forEverySeed(0..<30) { seed, rng in
      let (starts, ends) = Self.pairs(64, &rng)
      let results = ColumnKernels.allSets.map { kernels in
        let (ax, ay, az) = Self.places(starts, kernels)
        let (bx, by, bz) = Self.places(ends, kernels)
        var squares = [Double](repeating: -1, count: 64)
        var metres = squares
        kernels.arcs(ax, ay, az, bx, by, bz, &squares, &metres, 64)
        return (ax + ay + az + squares + metres).map(\.bitPattern)
      }
      for result in results.dropFirst() { #expect(result == results[0], "seed \(seed)") }
      let single = starts.map { ECEF($0) }
      let bits = (single.map(\.x) + single.map(\.y) + single.map(\.z)).map(\.bitPattern)
      #expect(bits == Array(results[0][..<192]), "seed \(seed)")
    }
  }

  private static func places(
    _ coordinates: [Coordinate],
    _ kernels: ColumnKernels
  ) -> ([Double], [Double], [Double]) {
    var x = [Double](repeating: 0, count: coordinates.count)
    var y = x
    var z = x
    kernels.places(
      coordinates.map(\.longitude),
      coordinates.map(\.latitude),
      &x,
      &y,
      &z,
      coordinates.count
    )
    return (x, y, z)
  }

  @Test func multiplesOfRightAnglesAreExact() throws {
    let equator = WGS84.equatorialRadiusMetres
    let places: [(Double, Double, ECEF)] = [
      (0, 0, ECEF(x: equator, y: 0, z: 0)), (90, 0, ECEF(x: 0, y: equator, z: 0)),
      (180, 0, ECEF(x: -equator, y: 0, z: 0)), (-180, 0, ECEF(x: -equator, y: 0, z: 0)),
      (-90, 0, ECEF(x: 0, y: -equator, z: 0)),
    ]
    for (longitude, latitude, place) in places {
      #expect(ECEF(try Coordinate(longitude: longitude, latitude: latitude)) == place)
    }
  }

  /// Against libm's functions, whose argument in radians is rounded up to 180°: three ulps of π.
  @Test func placesAreThoseOfTheFormulaWithLibmsFunctions() {
    forEverySeed(0..<20) { seed, rng in
      for _ in 0..<200 {
        let place = PairsOfPlaces.any(&rng).0
        let mine = ECEF(place)
        let reference = ReferencePlace.ecef(place)
        #expect(mine.chordSquared(to: reference).squareRoot() < 6e-9, "\(place), seed \(seed)")
      }
    }
  }
}

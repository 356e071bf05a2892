import Foundation
import LeadlineFences
import LeadlineGeometry
import LeadlineModel
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct FenceDrawingTests {
  /// Customers around a place: some spread evenly, some in a dense town, all with seven decimals.
  private func customers(
    _ count: Int,
    extent: Double,
    _ rng: inout SplitMix64
  ) -> FenceCustomers {
    var made = FenceCustomers(longitudes: [], latitudes: [], territories: [])
    for number in 0..<count {
      let reach = number % 3 == 0 ? extent : extent / 50
      made.longitudes.append(rounded(9 + rng.double(in: -reach...reach)))
      made.latitudes.append(rounded(47 + rng.double(in: -reach...reach)))
    }
    made.territories = [Int32](repeating: 0, count: count)
    return made
  }

  private func rounded(_ degrees: Double) -> Double { (degrees * 1e7).rounded() / 1e7 }

  /// The nearest of some customers: territories as a plan has them.
  private func compact(_ customers: FenceCustomers, _ count: Int) -> [Int32] {
    customers.longitudes.indices.map { customer in
      func distance(_ seed: Int) -> Double {
        let dx = customers.longitudes[customer] - customers.longitudes[seed]
        let dy = customers.latitudes[customer] - customers.latitudes[seed]
        return dx * dx + dy * dy
      }
      return (0..<Int32(count)).min { distance(Int($0)) < distance(Int($1)) } ?? 0
    }
  }

  private func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double)
    throws -> [Coordinate]
  {
    try [(west, south), (east, south), (east, north), (west, north), (west, south)].map {
      try Coordinate(longitude: $0.0, latitude: $0.1)
    }
  }

  // Checks fences by GEOS and by the fence index, on their coordinates as written. The slack is the
  // square degrees by which the boundary of a region may be off: one step where a border ends on an
  // edge that is not parallel to an axis.
  private func check(
    _ drawing: FenceDrawing,
    _ customers: FenceCustomers,
    region: MultiPolygon? = nil,
    slack: Double = 1e-12,
    _ note: Comment
  ) throws {
    let geos = try GEOSAreas()
    let areas = drawing.areas.compactMap(\.self)
    let shapes = try areas.map { try geos.read($0) }
    for shape in shapes { #expect(geos.isValid(shape), note) }
    let sizes = try shapes.map { try geos.size($0) }.reduce(0, +)
    let union = try geos.union(shapes)
    #expect(abs(sizes - (try geos.size(union))) < 1e-12, note)
    if let region {
      #expect(try geos.difference(union, try geos.read(region)) <= slack, note)
    } else if let whole = union as OpaquePointer?, !areas.isEmpty {
      var bounds = try #require(areas[0].boundingBox)
      for area in areas.flatMap({ $0.polygons.flatMap(\.exterior) }) { bounds.extend(to: area) }
      let frame = try Polygon(
        exterior: box(bounds.west, bounds.south, bounds.east, bounds.north)
      )
      #expect(try geos.difference(whole, try geos.read(MultiPolygon([frame]))) < 1e-12, note)
    }
    checkSharedBorders(areas, note)
    try checkCustomers(drawing, customers, note)
  }

  /// Every edge belongs to one fence on either side, or to one only where the region ends.
  private func checkSharedBorders(_ areas: [MultiPolygon], _ note: Comment) {
    var edges: [[Coordinate]: Int] = [:]
    for ring in areas.flatMap({ $0.polygons.flatMap(\.rings) }) {
      for (a, b) in zip(ring, ring.dropFirst()) { edges[[a, b], default: 0] += 1 }
    }
    #expect(edges.values.allSatisfy { $0 == 1 }, note)
  }

  /// Every customer lies in its own fence only, and strictly so; exceptions lie in the one named.
  private func checkCustomers(
    _ drawing: FenceDrawing,
    _ customers: FenceCustomers,
    _ note: Comment
  ) throws {
    var fences: [Fence] = []
    for (territory, area) in drawing.areas.enumerated() {
      guard let area else { continue }
      fences.append(Fence(id: ID("\(territory)"), area: area))
    }
    let index = FenceIndex(fences)
    var expected = customers.territories
    for exception in drawing.exceptions {
      #expect(customers.territories[exception.customer] == exception.territory)
      #expect(exception.fence != exception.territory)
      expected[exception.customer] = exception.fence
    }
    let outside = Set(drawing.exceptions.filter { $0.reason == .outsideRegion }.map(\.customer))
    var misplaced = 0
    for customer in customers.longitudes.indices where expected[customer] >= 0 {
      let place = try Coordinate(
        longitude: customers.longitudes[customer],
        latitude: customers.latitudes[customer]
      )
      let covering = index.covering(place, level: 0).map { index.fences[$0].id.rawValue }
      if covering != ["\(expected[customer])"] { misplaced += 1 }
    }
    #expect(misplaced == 0, note)
    #expect(outside.allSatisfy { expected[$0] == -1 })
  }

  @Test func compactTerritoriesAreDrawnWithFewVertices() throws {
    try forEverySeed(0..<12) { seed, rng in
      var made = customers(600, extent: 1, &rng)
      made.territories = compact(made, 12)
      let drawing = try FenceDrawing(made, territoryCount: 12)
      #expect(drawing.exceptions.isEmpty, "seed \(seed)")
      try check(drawing, made, "seed \(seed)")
      let vertices = drawing.areas.reduce(0) { $0 + ($1?.coordinateCount ?? 0) }
      #expect(vertices < 220, "seed \(seed)")
    }
  }

  @Test func territoriesMixedLikeSaltAndPepperAreParted() throws {
    try forEverySeed(0..<15) { seed, rng in
      var made = customers(150, extent: 0.5, &rng)
      for customer in made.territories.indices {
        made.territories[customer] = Int32.random(in: 0..<5, using: &rng)
      }
      let drawing = try FenceDrawing(made, territoryCount: 5)
      #expect(drawing.exceptions.isEmpty, "seed \(seed)")
      try check(drawing, made, "seed \(seed)")
    }
  }

  @Test func customersAFewStepsApartArePartedOrNamed() throws {
    try forEverySeed(0..<40) { seed, rng in
      let steps = [2.0, 5, 20, 100, 1000][Int(seed % 5)] * 1e-7
      var made = customers(60, extent: steps, &rng)
      for customer in made.territories.indices {
        made.territories[customer] = Int32.random(in: 0..<3, using: &rng)
      }
      let drawing = try FenceDrawing(made, territoryCount: 3)
      if steps > 5e-5 { #expect(drawing.exceptions.count < 10, "seed \(seed)") }
      try check(drawing, made, "seed \(seed)")
    }
  }

  @Test func customersWithMoreThanSevenDecimalsLieInside() throws {
    try forEverySeed(0..<10) { seed, rng in
      var made = customers(200, extent: 1e-4, &rng)
      for customer in made.territories.indices {
        made.longitudes[customer] += rng.double(in: -4e-8...4e-8)
        made.latitudes[customer] += rng.double(in: -4e-8...4e-8)
        made.territories[customer] = Int32.random(in: 0..<4, using: &rng)
      }
      try check(try FenceDrawing(made, territoryCount: 4), made, "seed \(seed)")
    }
  }

  @Test func aRegionWithHolesAndIslandsIsFilled() throws {
    let region = try MultiPolygon([
      Polygon(
        exterior: box(8, 46, 10, 48),
        holes: [box(8.8, 46.2, 9.1, 46.9), box(9.2, 46.5, 9.6, 46.6)]
      ),
      // An island without customers and one that touches the mainland in a point.
      Polygon(exterior: box(11, 46, 11.5, 46.5)),
      Polygon(exterior: box(10, 48, 10.5, 48.5)),
    ])
    try forEverySeed(0..<12) { seed, rng in
      var made = customers(300, extent: seed % 2 == 0 ? 0.9 : 1.6, &rng)
      made.territories = compact(made, 7)
      let drawing = try FenceDrawing(made, territoryCount: 7, region: region)
      try check(drawing, made, region: region, "seed \(seed)")
      for exception in drawing.exceptions {
        #expect(exception.reason == .outsideRegion, "seed \(seed)")
      }
      if seed % 2 == 1 { #expect(!drawing.exceptions.isEmpty) }
    }
  }

  @Test func aRegionWithManySlantingEdgesIsFilled() throws {
    try forEverySeed(0..<8) { seed, rng in
      let corners = 40 + Int(seed) * 30
      var ring = try (0..<corners).map { corner in
        let angle = 2 * Double.pi * Double(corner) / Double(corners)
        let radius = rng.double(in: 0.5...1)
        return try Coordinate(
          longitude: rounded(9 + radius * cos(angle)),
          latitude: rounded(47 + radius * sin(angle))
        )
      }
      ring.append(ring[0])
      let region = try MultiPolygon([Polygon(exterior: ring)])
      var made = customers(400, extent: 0.9, &rng)
      made.territories = compact(made, 9)
      let drawing = try FenceDrawing(made, territoryCount: 9, region: region)
      try check(drawing, made, region: region, slack: 1e-6, "seed \(seed)")
    }
  }

  @Test func customersHeldInAnothersLandGetNoIsland() throws {
    var rng = SplitMix64(seed: 3)
    var made = customers(500, extent: 1, &rng)
    made.territories = compact(made, 6)
    made.isHeld = [Bool](repeating: false, count: 500)
    let strays = [20, 70, 111, 300]
    for stray in strays {
      made.territories[stray] = (made.territories[stray] + 3) % 6
      made.isHeld[stray] = true
    }
    let drawing = try FenceDrawing(made, territoryCount: 6)
    #expect(drawing.exceptions.map(\.customer) == strays)
    #expect(drawing.exceptions.allSatisfy { $0.reason == .heldElsewhere })
    #expect(drawing.areas.allSatisfy { $0?.polygons.count == 1 && $0?.polygons[0].holes == [] })
    try check(drawing, made, "held")
    // The same customers when nothing holds them have islands.
    made.isHeld = []
    let islands = try FenceDrawing(made, territoryCount: 6)
    #expect(islands.exceptions.isEmpty)
    try check(islands, made, "islands")
  }

  @Test func aTerritoryThatIsHeldAltogetherIsDrawn() throws {
    var rng = SplitMix64(seed: 5)
    var made = customers(100, extent: 1, &rng)
    made.territories = compact(made, 3)
    made.isHeld = [Bool](repeating: true, count: 100)
    let drawing = try FenceDrawing(made, territoryCount: 3)
    #expect(drawing.areas.allSatisfy { $0 != nil })
    #expect(drawing.exceptions.allSatisfy { $0.reason == .heldElsewhere })
  }

  @Test func atOnePlaceTheTerritoryOfMostWins() throws {
    let made = FenceCustomers(
      longitudes: [9, 9, 9, 9.1],
      latitudes: [47, 47, 47, 47],
      territories: [1, 0, 0, 1]
    )
    let drawing = try FenceDrawing(made, territoryCount: 2)
    #expect(drawing.exceptions.map(\.customer) == [0])
    #expect(drawing.exceptions.map(\.reason) == [.sharedPlace])
    #expect(drawing.exceptions.map(\.fence) == [0])
    try check(drawing, made, "shared")
  }

  @Test(arguments: [1, 2, 40])
  func customersOnALineAreParted(territories: Int) throws {
    let made = FenceCustomers(
      longitudes: (0..<40).map { rounded(9 + Double($0) * 0.001) },
      latitudes: (0..<40).map { rounded(47 + Double($0) * 0.002) },
      territories: (0..<40).map { Int32($0 % territories) }
    )
    let drawing = try FenceDrawing(made, territoryCount: territories)
    #expect(drawing.exceptions.isEmpty)
    try check(drawing, made, "line")
  }

  @Test func oneCustomerGetsABoxAndNobodyNothing() throws {
    let one = FenceCustomers(longitudes: [9], latitudes: [47], territories: [1])
    let drawing = try FenceDrawing(one, territoryCount: 3)
    #expect(drawing.areas.map { $0 == nil } == [true, false, true])
    #expect(drawing.areas[1]?.coordinateCount == 5)
    try check(drawing, one, "one")
    let none = FenceCustomers(longitudes: [9, 8], latitudes: [47, 47], territories: [-1, -1])
    #expect(try FenceDrawing(none, territoryCount: 2).areas == [nil, nil])
  }

  @Test func orderOfTheCustomersDoesNotMatter() throws {
    try forEverySeed(0..<6) { seed, rng in
      var made = customers(200, extent: 1, &rng)
      made.territories = compact(made, 8)
      let order = made.longitudes.indices.shuffled(using: &rng)
      let shuffled = FenceCustomers(
        longitudes: order.map { made.longitudes[$0] },
        latitudes: order.map { made.latitudes[$0] },
        territories: order.map { made.territories[$0] }
      )
      let areas = try FenceDrawing(made, territoryCount: 8).areas
      #expect(try FenceDrawing(shuffled, territoryCount: 8).areas == areas, "seed \(seed)")
    }
  }

  @Test func numberOfThreadsDoesNotMatter() throws {
    var rng = SplitMix64(seed: 8)
    var made = customers(900, extent: 1, &rng)
    made.territories = compact(made, 40)
    let one = try FenceDrawing(made, territoryCount: 40, threads: 1)
    #expect(try FenceDrawing(made, territoryCount: 40, threads: 4) == one)
  }

  @Test func aRegionAsWideAsTheWorldIsFilled() throws {
    let region = try MultiPolygon([Polygon(exterior: box(-180, -90, 180, 90))])
    var rng = SplitMix64(seed: 9)
    var made = FenceCustomers(longitudes: [], latitudes: [], territories: [])
    for _ in 0..<200 {
      made.longitudes.append(rng.double(in: -180...180))
      made.latitudes.append(rng.double(in: -90...90))
      made.territories.append(made.longitudes.last.map { $0 < 0 ? 0 : 1 } ?? 0)
    }
    let drawing = try FenceDrawing(made, territoryCount: 2, region: region)
    #expect(drawing.exceptions.isEmpty)
    try check(drawing, made, region: region, slack: 1e-9, "world")
  }

  @Test func regionsThatCrossThemselvesOrTheAntimeridianAreRefused() throws {
    let made = FenceCustomers(longitudes: [8.1], latitudes: [47], territories: [0])
    let bowTie = try Polygon(
      exterior: [(8, 46), (10, 48), (10, 46.1), (8, 48.3), (8, 46)].map {
        try Coordinate(longitude: $0.0, latitude: $0.1)
      }
    )
    #expect(throws: FenceDrawingError.self) {
      try FenceDrawing(made, territoryCount: 1, region: MultiPolygon([bowTie]))
    }
    let across = try MultiPolygon([Polygon(exterior: box(-179, 46, 179, 48))])
    #expect(throws: FenceDrawingError.regionCrossesAntimeridian) {
      try FenceDrawing(made, territoryCount: 1, region: across)
    }
  }
}

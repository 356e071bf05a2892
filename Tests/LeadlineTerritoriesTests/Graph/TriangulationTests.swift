import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct TriangulationTests {
  /// Points on a small grid: many duplicates, lines and circles through four.
  private func gridPoints(_ count: Int, side: Int, _ rng: inout SplitMix64) -> ([Int], [Int]) {
    let x = (0..<count).map { _ in Int.random(in: 0..<side, using: &rng) }
    return (x, (0..<count).map { _ in Int.random(in: 0..<side, using: &rng) })
  }

  private func cross(_ a: (Int, Int), _ b: (Int, Int), _ c: (Int, Int)) -> Int {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
  }

  /// Positive when d lies inside the circle through a, b, c; exact for small whole numbers.
  private func circle(_ a: (Int, Int), _ b: (Int, Int), _ c: (Int, Int), _ d: (Int, Int)) -> Int {
    func row(_ p: (Int, Int)) -> (Int, Int, Int) {
      let (x, y) = (p.0 - d.0, p.1 - d.1)
      return (x, y, x * x + y * y)
    }
    let (p, q, r) = (row(a), row(b), row(c))
    return p.0 * (q.1 * r.2 - q.2 * r.1) - p.1 * (q.0 * r.2 - q.2 * r.0)
      + p.2 * (q.0 * r.1 - q.1 * r.0)
  }

  /// Twice the area of the convex hull, by Andrew's chain.
  private func doubledHullArea(_ points: [(Int, Int)]) -> Int {
    let sorted = points.sorted { $0 < $1 }
    func chain(_ points: [(Int, Int)]) -> [(Int, Int)] {
      var chain: [(Int, Int)] = []
      for point in points {
        while chain.count > 1, cross(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
          chain.removeLast()
        }
        chain.append(point)
      }
      return chain
    }
    let ring = chain(sorted).dropLast() + chain(sorted.reversed()).dropLast()
    var area = 0
    for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) { area += a.0 * b.1 - a.1 * b.0 }
    return area
  }

  /// Checks every property of a Delaunay triangulation against whole numbers.
  private func check(_ made: Triangulation, _ x: [Int], _ y: [Int], seed: UInt64) {
    let at = { (point: Int32) in (x[Int(point)], y[Int(point)]) }
    var area = 0
    var used = Set<Int32>()
    for triangle in 0..<made.triangleCount {
      let (a, b, c) = (
        made.starts[3 * triangle], made.starts[3 * triangle + 1], made.starts[3 * triangle + 2]
      )
      used.formUnion([a, b, c])
      let turn = cross(at(a), at(b), at(c))
      #expect(turn > 0, "seed \(seed)")
      area += turn
      let isEmpty = x.indices.allSatisfy { circle(at(a), at(b), at(c), (x[$0], y[$0])) <= 0 }
      #expect(isEmpty, "seed \(seed)")
    }
    for edge in made.starts.indices where made.twins[edge] >= 0 {
      let back = Int(made.twins[edge])
      #expect(Int(made.twins[back]) == edge)
      #expect(made.starts[back] == made.starts[Triangulation.next(edge)])
    }
    let points = x.indices.map { (x[$0], y[$0]) }
    let distinct = Set(x.indices.map { x[$0] * 1_000_000 + y[$0] })
    if made.triangleCount > 0 {
      // The triangles cover the hull once: all turn left and their areas add up to its area.
      #expect(area == doubledHullArea(points), "seed \(seed)")
      #expect(used.count == distinct.count)
      #expect(made.twins.count { $0 < 0 } == made.hull.count)
      #expect(made.triangleCount == 2 * distinct.count - 2 - made.hull.count)
    } else {
      #expect(made.hull.count == distinct.count)
    }
    for (point, corner) in made.corners.enumerated() {
      #expect(at(Int32(point)) == at(corner))
      #expect(corner <= point)
    }
  }

  private func triangulated(_ x: [Int], _ y: [Int], scale: Double = 1) -> Triangulation {
    Triangulation(x: x.map { Double($0) * scale }, y: y.map { Double($0) * scale })
  }

  @Test func everyCircleIsEmptyAndTheHullIsCoveredOnce() {
    forEverySeed(0..<150) { seed, rng in
      let side = [2, 3, 6, 12, 1000][Int(seed % 5)]
      let (x, y) = gridPoints(Int.random(in: 1...70, using: &rng), side: side, &rng)
      check(triangulated(x, y), x, y, seed: seed)
    }
  }

  @Test func gridsInUnitsThatAreNoPowerOfTwoAreTriangulated() {
    forEverySeed(0..<20) { _, rng in
      let (x, y) = gridPoints(200, side: 16, &rng)
      let made = triangulated(x, y, scale: 0.1)
      #expect(made.triangleCount > 0)
      let area = (0..<made.triangleCount).reduce(0.0) { sum, triangle in
        let corners = (0..<3).map { Int(made.starts[3 * triangle + $0]) }
        let (a, b, c) = (corners[0], corners[1], corners[2])
        return sum + 0.01 * Double(cross((x[a], y[a]), (x[b], y[b]), (x[c], y[c])))
      }
      let expected = 0.01 * Double(doubledHullArea(x.indices.map { (x[$0], y[$0]) }))
      #expect(abs(area - expected) < 1e-9)
    }
  }

  @Test func orderOfThePointsDoesNotMatter() {
    forEverySeed(0..<30) { _, rng in
      let (x, y) = gridPoints(60, side: 8, &rng)
      let order = x.indices.shuffled(using: &rng)
      func edges(_ x: [Int], _ y: [Int]) -> Set<[Int]> {
        let made = triangulated(x, y)
        return Set(
          made.starts.indices.map { edge in
            let (a, b) = (
              Int(made.starts[edge]), Int(made.starts[Triangulation.next(edge)])
            )
            return [x[a], y[a], x[b], y[b]]
          }
        )
      }
      #expect(edges(x, y) == edges(order.map { x[$0] }, order.map { y[$0] }))
    }
  }

  @Test func pointsOnALineHaveNoTriangleButAnOrder() {
    let made = triangulated([5, 1, 3, 1, 9], [10, 2, 6, 2, 18])
    #expect(made.triangleCount == 0)
    #expect(made.hull == [1, 2, 0, 4])
    #expect(made.corners == [0, 1, 2, 1, 4])
  }

  @Test func noneOneTwoAndRepeatedPoints() {
    #expect(triangulated([], []).hull.isEmpty)
    #expect(triangulated([3], [4]).hull == [0])
    #expect(triangulated([3, 2], [4, 4]).hull == [1, 0])
    let same = triangulated([Int](repeating: 7, count: 100), [Int](repeating: 7, count: 100))
    #expect(same.hull == [0])
    #expect(same.corners == [Int32](repeating: 0, count: 100))
  }

  @Test func aLongLineWithOnePointBesideIt() {
    let x = Array(0..<300) + [150]
    let y = [Int](repeating: 0, count: 300) + [1]
    let made = triangulated(x, y)
    #expect(made.triangleCount == 299)
    check(made, x, y, seed: 0)
  }

  @Test func aTownFarFromEverythingElse() {
    var rng = SplitMix64(seed: 4)
    let (x, y) = gridPoints(400, side: 30, &rng)
    check(triangulated(x + [20_000], y + [20_000]), x + [20_000], y + [20_000], seed: 4)
  }
}

import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineFences

struct FenceOrderTests {
  /// Stars of many sizes, latitudes and numbers of vertices, some with holes and exclaves.
  private func fences(_ random: inout SplitMix64) throws -> [Fence] {
    try (0..<12).map { number in
      let radius = [0.001, 0.03, 0.5, 4, 12][Int.random(in: 0..<5, using: &random)]
      let x = random.double(in: -150...150)
      let y = random.double(in: -80 + radius...80 - radius)
      let count = Int.random(in: 3...400, using: &random)
      var parts = [[Shapes.star(count, x, y, radius: radius, &random)]]
      if number % 3 == 0 { parts[0].append(Shapes.star(9, x, y, radius: radius / 10, &random)) }
      if number % 4 == 0 { parts.append([Shapes.box(x + 20, y, x + 21, y + 0.4)]) }
      return Shapes.fence("f\(number)", try Shapes.area(.multiPolygon(parts)))
    }
  }

  @Test func estimatesHoldTheGeodesicAreaBetweenThem() throws {
    var estimated = 0
    var widest = 0.0
    try forEverySeed(0..<(Shapes.isLong ? 2_000 : 60)) { seed, random in
      let fences = try fences(&random)
      let flat = FlatFences(fences)
      defer { flat.vertices.deallocate() }
      for (number, fence) in fences.enumerated() {
        guard let bounds = AreaEstimate.squareMetres(flat, fence: number) else { continue }
        let exact = Geodesic.areaSquareMetres(of: fence.area)
        if !bounds.contains(exact) {
          Issue.record("seed \(seed), fence \(number): \(exact) is not within \(bounds)")
        }
        estimated += 1
        widest = max(widest, (bounds.upperBound - bounds.lowerBound - 2) / exact)
      }
    }
    #expect(estimated > 100)
    #expect(widest < 0.1)
  }

  @Test func theOrderIsThatOfTheExactAreas() throws {
    try forEverySeed(0..<20) { seed, random in
      // Cells of a grid: many areas alike or nearly so, as in a tessellation.
      let fences = try (0..<60).map { number in
        let (x, y) = (Double(number % 10) * 0.1, 40 + Double(number / 10 % 3) * 0.1)
        let bump = [0, 1e-9, 1e-6, 0.01][Int.random(in: 0..<4, using: &random)]
        let ring = Shapes.ring([
          (x, y), (x + 0.1, y), (x + 0.1, y + 0.1), (x + 0.05, y + 0.1 - bump), (x, y + 0.1),
        ])
        return Shapes.fence(
          "f\(Int.random(in: 0..<30, using: &random))",
          try Shapes.area(.polygon([ring])),
          priority: number % 2
        )
      }
      let flat = FlatFences(fences)
      defer { flat.vertices.deallocate() }
      let areas = fences.map { Geodesic.areaSquareMetres(of: $0.area) }
      let expected = fences.indices.sorted { left, right in
        let (first, second) = (fences[left], fences[right])
        if first.priority != second.priority { return first.priority > second.priority }
        if areas[left] != areas[right] { return areas[left] < areas[right] }
        return first.id == second.id ? left < right : first.id < second.id
      }
      #expect(FenceOrder.sort(Array(fences.indices), of: fences, flat) == expected, "seed \(seed)")
    }
  }
}

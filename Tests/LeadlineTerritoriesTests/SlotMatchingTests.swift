import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct SlotMatchingTests {
  @Test func anchorsGetTheCellsThatCostLeast() {
    forEverySeed(0..<60) { _, random in
      let count = Int.random(in: 1...6, using: &random)
      func point() -> PlanePoint {
        PlanePoint(x: random.double(in: 0...9000), y: random.double(in: 0...9000))
      }
      let middles = (0..<count).map { _ in point() }
      let anchors = (0..<count).map { _ in Bool.random(using: &random) ? nil : point() }
      let cells = SlotMatching(anchors: anchors, middles: middles).cells
      #expect(cells.sorted() == Array(0..<count), "every cell has one territory")
      let cost = Self.cost(cells, anchors, middles)
      var least = Double.infinity
      Self.permute(Array(0..<count), from: 0) {
        least = min(least, Self.cost($0, anchors, middles))
      }
      #expect(abs(cost - least) <= Double(count), "up to the rounding to square metres")
    }
  }

  @Test func manyAnchorsAtOnePlaceAreMatched() {
    let anchors = [PlanePoint?](repeating: PlanePoint(x: 0, y: 0), count: 40)
    let middles = (0..<40).map { PlanePoint(x: Double($0), y: 0) }
    #expect(SlotMatching(anchors: anchors, middles: middles).cells.sorted() == Array(0..<40))
  }

  private static func cost(
    _ cells: [Int],
    _ anchors: [PlanePoint?],
    _ middles: [PlanePoint]
  ) -> Double {
    zip(cells, anchors).reduce(0) { sum, pair in
      guard let anchor = pair.1 else { return sum }
      let (dx, dy) = (middles[pair.0].x - anchor.x, middles[pair.0].y - anchor.y)
      return sum + dx * dx + dy * dy
    }
  }

  private static func permute(_ items: [Int], from start: Int, _ body: ([Int]) -> Void) {
    guard start < items.count else { return body(items) }
    for position in start..<items.count {
      var items = items
      items.swapAt(start, position)
      permute(items, from: start + 1, body)
    }
  }
}

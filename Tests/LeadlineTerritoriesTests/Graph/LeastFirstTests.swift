import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct LeastFirstTests {
  @Test func entriesComeInTheOrderOfKeyItemAndLabel() {
    forEverySeed(0..<50) { _, rng in
      var queue = LeastFirst()
      var entries: [(Int, Int32, Int32)] = []
      for _ in 0..<Int.random(in: 0...60, using: &rng) {
        let (key, item) = (Int.random(in: 0...4, using: &rng), Int32.random(in: 0...3, using: &rng))
        let label = Int32.random(in: -1...2, using: &rng)
        entries.append((key, item, label))
        queue.push(.init(key: Double(key), item: item, label: label))
      }
      entries.sort { $0 < $1 }
      #expect(queue.first?.key == entries.first.map { Double($0.0) })
      for entry in entries {
        let popped = queue.pop()
        #expect(popped?.key == Double(entry.0))
        #expect(popped?.item == entry.1 && popped?.label == entry.2)
      }
      #expect(queue.pop() == nil)
    }
  }
}

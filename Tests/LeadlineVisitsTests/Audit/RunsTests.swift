import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct RunsTests {
  @Test func equalNeighboursAreOneRun() {
    #expect([1, 1, 2, 1].runs { $0 } == [[1, 1], [2], [1]])
    #expect([Int]().runs { $0 }.isEmpty)
    // Positions are those of the whole.
    #expect([5, 6, 7, 7][1...].runs { $0 }.map(\.startIndex) == [1, 2])
    #expect((3..<9).runs { $0 / 4 } == [3..<4, 4..<8, 8..<9])
  }

  @Test func runsAreTheWholeAndNoTwoNeighboursAreAlike() {
    forEverySeed(0..<50) { _, generator in
      let keys = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
        Int.random(in: 0...2, using: &generator)
      }
      let runs = keys.indices.runs { keys[$0] }
      #expect(runs.flatMap { $0 } == Array(keys.indices))
      #expect(runs.allSatisfy { run in run.allSatisfy { keys[$0] == keys[run.lowerBound] } })
      #expect(zip(runs, runs.dropFirst()).allSatisfy { keys[$0.lowerBound] != keys[$1.lowerBound] })
    }
  }
}

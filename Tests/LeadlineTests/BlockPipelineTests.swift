import Foundation
import Synchronization
import Testing

@testable import Leadline

struct BlockPipelineTests {
  private enum Failure: Error { case reading, taking }

  private func square(threads: Int) -> BlockPipeline<Int, Int> {
    BlockPipeline(threads: threads) {
      { block in
        // The first blocks take longest, so that answers would come in another order.
        if block < 8 { usleep(useconds_t(1000 * (8 - block))) }
        return block * block
      }
    }
  }

  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 3, 500])
  func answersComeInTheOrderOfTheBlocks(threads: Int, blocks: Int) throws {
    var next = 0
    var answers: [Int] = []
    try square(threads: threads).run {
      guard next < blocks else { return nil }
      next += 1
      return next - 1
    } consume: {
      answers.append($0)
    }
    #expect(answers == (0..<blocks).map { $0 * $0 })
  }

  @Test(arguments: [1, 2, 3], [0, 1, 2, 30])
  func whatCannotBeReadEndsItBehindAllBefore(threads: Int, blocks: Int) {
    var next = 0
    var answers: [Int] = []
    #expect(throws: Failure.reading) {
      try square(threads: threads).run {
        guard next < blocks else { throw Failure.reading }
        next += 1
        return next - 1
      } consume: {
        answers.append($0)
      }
    }
    #expect(answers == (0..<blocks).map { $0 * $0 })
  }

  @Test(arguments: [1, 2, 3], [1, 2, 10])
  func anAnswerThatIsNotTakenEndsIt(threads: Int, taken: Int) {
    let working = Mutex(0)
    let pipeline = BlockPipeline<Int, Int>(threads: threads) {
      { block in
        working.withLock { $0 += 1 }
        defer { working.withLock { $0 -= 1 } }
        usleep(500)
        return block
      }
    }
    var next = 0
    var answers: [Int] = []
    #expect(throws: Failure.taking) {
      try pipeline.run {
        next += 1
        return next
      } consume: {
        guard answers.count < taken else { throw Failure.taking }
        answers.append($0)
      }
    }
    #expect(answers == Array(1...taken))
    #expect(working.withLock { $0 } == 0, "no thread is left working")
    #expect(next <= taken + 2 * threads + 3, "blocks are not read far ahead")
  }
}

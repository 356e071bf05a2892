import LeadlineGeometry
import LeadlineModel

/// What a command does with every row of a file, block by block.
package protocol BlockJob: Sendable {
  /// What comes of a block.
  associatedtype Answer: Sendable
  /// What does the work on one thread.
  associatedtype Worker: BlockWorker where Worker.Answer == Answer

  /// What the rows are.
  var schema: RecordSchema { get }
  /// What the job wants to know of them.
  var request: RowRequest { get }
  /// How many bytes a block has as a rule.
  var blockSize: Int { get }
  /// Makes what does the work on one thread.
  func makeWorker() -> Worker
}

/// Does a job on one thread.
package protocol BlockWorker: AnyObject {
  /// What comes of a block.
  associatedtype Answer: Sendable

  /// Answers for the rows of a block.
  ///
  /// - Parameters:
  ///   - rows: The rows; good during the call only.
  ///   - refuse: Refuses a row, for a reason that the row itself does not show.
  /// - Returns: What comes of them.
  func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> Answer
}

/// What was read of a block, and the job's answer.
struct BlockAnswer<Answer: Sendable>: Sendable {
  /// The block's memory, to be used again.
  let memory: [UInt8]
  let bytesRead: Int
  let rowsRead: Int
  /// By their numbers in the block, in any order.
  let rejects: [Reject]
  /// What keeps the file from being read further.
  let failure: (any Error)?
  /// The answer for the rows that were read, be it up to a failure only.
  let answer: Answer
}

extension BlockJob {
  /// So few that a block stays in a processor's own cache.
  package var blockSize: Int { 1 << 19 }

  /// What does the whole work on a block, on one thread.
  func work(_ format: RowFormat) -> (CSVBlock) -> BlockAnswer<Answer> {
    let decoder = BlockDecoder(format)
    let worker = makeWorker()
    return { block in
      var refused: [Reject] = []
      let (answer, failure) = decoder.decode(block) { rows in
        worker.answer(rows) { refused.append($0) }
      }
      return BlockAnswer(
        memory: block.bytes,
        bytesRead: block.bytesRead,
        rowsRead: decoder.rowsRead,
        rejects: decoder.rejects + refused,
        failure: failure,
        answer: answer
      )
    }
  }
}

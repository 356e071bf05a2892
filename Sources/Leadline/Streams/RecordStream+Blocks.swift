import Foundation
import LeadlineGeometry
package import LeadlineModel

extension RecordStream {
  /// How files are read in blocks.
  package struct BlockOptions: Sendable {
    /// How many threads work.
    package var threads: Int
    /// How many bytes a block has as a rule; nil for what the job has found best.
    package var blockSize: Int?

    /// Makes options; what is not named follows from the machine.
    package init(threads: Int? = nil, blockSize: Int? = nil) {
      self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
      self.blockSize = blockSize
    }
  }

  /// Has a job done for every row of the files, in blocks where a file can be read so.
  ///
  /// CSV can, as long as every field is a column; all else comes record by record. Rows, rejects and
  /// answers come in the order of the files, whatever the number of threads; those before a place
  /// where a file can't be read further come before the error.
  ///
  /// - Parameters:
  ///   - job: The job.
  ///   - options: Threads and the size of blocks.
  ///   - onRecord: Does the same job for a single record.
  ///   - onAnswer: Takes the answer for a block, and refuses rows by their numbers in it.
  /// - Throws: ``LeadlineDatabase/FileError`` when a file can't be read further; what the closures
  ///   throw.
  package func forEach<Job: BlockJob>(
    _ job: Job,
    options: BlockOptions = BlockOptions(),
    onRecord: (Record) throws -> Void,
    onAnswer: (Job.Answer, (Reject) -> Void) throws -> Void
  ) throws {
    while try openIfNeeded() {
      guard let (blocks, format) = takeBlocks(for: job, options) else {
        while let record = try nextInFile() { try onRecord(record) }
        continue
      }
      try run(job, blocks, format, options, onAnswer)
    }
  }

  /// The rest of the present file as blocks; nil if it can't be read so.
  private func takeBlocks(
    for job: some BlockJob,
    _ options: BlockOptions
  ) -> (blocks: CSVBlockReader, format: RowFormat)? {
    guard let current, let reader = current.opened.reader as? any CSVBlockReadable,
      let plan = current.decoder.columnPlan
    else { return nil }
    let blocks = reader.blocks(ofBytes: options.blockSize ?? job.blockSize)
    let format = RowFormat(
      schema: schema,
      shape: blocks.shape,
      plan: plan,
      options: current.decoding,
      wanted: job.request
    )
    return (blocks, format)
  }

  private func run<Job: BlockJob>(
    _ job: Job,
    _ reader: CSVBlockReader,
    _ format: RowFormat,
    _ options: BlockOptions,
    _ onAnswer: (Job.Answer, (Reject) -> Void) throws -> Void
  ) throws {
    let size = current?.opened.size
    current = nil
    var reader = reader
    var memory: [[UInt8]] = []
    var rowsOfFile = 0
    let pipeline = BlockPipeline(threads: options.threads) { job.work(format) }
    try pipeline.run {
      do {
        return try reader.next(reusing: memory.popLast() ?? [])
      } catch {
        throw asFileError(error)
      }
    } consume: { answer in
      var rejects = answer.rejects
      try onAnswer(answer.answer) { rejects.append($0) }
      // A row is rejected once, so the numbers alone give the order.
      for var reject in rejects.sorted(by: { $0.row < $1.row }) {
        reject.row += rowsOfFile
        try self.reject(reject)
      }
      if let failure = answer.failure {
        throw asFileError((failure as? CSVError)?.behind(rows: rowsOfFile) ?? failure)
      }
      memory.append(answer.memory)
      rowsOfFile += answer.rowsRead
      countRows(answer.rowsRead, bytesRead: answer.bytesRead, bytesInAll: size)
    }
  }
}

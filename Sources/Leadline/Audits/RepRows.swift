import LeadlineGeometry

/// Rows of CSV about reps, written on all processors.
struct RepRows {
  /// A block of reps has this many rows or more, but for the last.
  private static let leastRows = 1 << 13

  private let header: String
  private let blocks: [Range<Int>]

  /// Makes the rows.
  ///
  /// - Parameters:
  ///   - header: The first line, with its end.
  ///   - counts: About how many rows there are of each rep.
  init(header: String, counts: [Int]) {
    self.header = header
    var blocks: [Range<Int>] = []
    var start = 0
    var rows = 0
    for (rep, count) in counts.enumerated() {
      rows += count
      guard rows >= Self.leastRows || rep == counts.count - 1 else { continue }
      blocks.append(start..<rep + 1)
      start = rep + 1
      rows = 0
    }
    self.blocks = blocks
  }

  /// Hands over the rows, in the order of the reps, some thousands at a time.
  ///
  /// - Parameters:
  ///   - consume: Takes them.
  ///   - makeWriter: Makes what writes the rows of a rep; called on each thread, for itself.
  /// - Throws: What `consume` throws.
  func write(
    _ consume: ([UInt8]) throws -> Void,
    _ makeWriter: @escaping @Sendable () -> (_ rep: Int, _ text: RowText) -> Void
  ) throws {
    let pipeline = BlockPipeline<Range<Int>, [UInt8]>(
      threads: Workers.count(nil, for: blocks.count)
    ) {
      let text = RowText()
      let write = makeWriter()
      return { reps in
        for rep in reps { write(rep, text) }
        return text.take()
      }
    }
    try consume(Array(header.utf8))
    var next = blocks.makeIterator()
    try pipeline.run {
      next.next()
    } consume: {
      try consume($0)
    }
  }
}

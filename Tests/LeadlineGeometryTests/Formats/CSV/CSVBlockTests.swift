import LeadlineTestSupport
import Testing

@testable import LeadlineGeometry

/// Rows read in blocks against the same rows read one by one.
struct CSVBlockTests {
  /// Reads all of a CSV text in blocks; with it, how many of the blocks were plain.
  private func readBlocks(
    _ bytes: [UInt8],
    chunk: Int,
    blockSize: Int,
    limit: Int
  ) throws -> (results: [ReadResult], plain: Int, blocks: Int) {
    let reader = try CSVReader(
      MemoryByteSource(bytes: bytes, chunk: chunk),
      bufferSize: 16,
      limit: limit
    )
    var blocks = reader.blocks(ofBytes: blockSize)
    var results: [ReadResult] = []
    var counts = (plain: 0, blocks: 0)
    var memory: [UInt8] = []
    var wasLast = false
    var bytesBefore = 0
    while let block = try blocks.next(reusing: memory) {
      #expect(!wasLast, "nothing comes behind the last block")
      #expect(block.bytesRead > bytesBefore && block.bytesRead <= bytes.count)
      wasLast = block.isLast
      bytesBefore = block.bytesRead
      counts.blocks += 1
      if block.isPlain { counts.plain += 1 }
      let rows = Self.rows(block, blocks.shape, behind: results.count)
      if block.isPlain { expectSameFields(block, blocks.shape, rows, behind: results.count) }
      results += rows
      if case .failure = results.last { return (results, counts.plain, counts.blocks) }
      memory = block.bytes
    }
    return (results, counts.plain, counts.blocks)
  }

  private static func rows(
    _ block: CSVBlock,
    _ shape: CSVShape,
    behind before: Int
  ) -> [ReadResult] {
    var rows = CSVBlockRows(block, shape)
    var row = InputRow()
    var results: [ReadResult] = []
    do {
      while true {
        let number = before + results.count + 1
        switch try rows.next(into: &row) {
        case .row: results.append(.row(number, shape.columns.indices.map { row.text($0) }))
        case .reject(let reject): results.append(.reject(number, reject.code))
        case .end: return results
        }
      }
    } catch {
      return results + [.failure(error.behind(rows: before))]
    }
  }

  /// Expects the scanner to find every row, and the same fields in those it calls regular.
  private func expectSameFields(
    _ block: CSVBlock,
    _ shape: CSVShape,
    _ expected: [ReadResult],
    behind before: Int
  ) {
    var fields = [CSVFieldScanner.Field](
      repeating: CSVFieldScanner.Field(start: 0, end: 0),
      count: shape.columns.count
    )
    block.bytes.withUnsafeBufferPointer { bytes in
      fields.withUnsafeMutableBufferPointer { fields in
        var scanner = CSVFieldScanner(bytes, delimiter: shape.delimiter)
        var found = 0
        while let row = scanner.next(fields) {
          defer { found += 1 }
          guard found < expected.count else { continue }
          switch expected[found] {
          case .row(_, let texts) where row.isRegular:
            let own = fields.map {
              String(decoding: bytes[Int($0.start)..<Int($0.end)], as: UTF8.self)
            }
            #expect(own == texts.map { $0 ?? "" })
          case .row(_, let texts):
            #expect(
              texts.contains { $0?.contains("\"") == true },
              "only doubled quotes are irregular"
            )
          case .reject(_, .raggedRow): #expect(!row.isRegular)
          case .reject(_, .badEncoding): break
          case .reject, .failure: Issue.record("a plain block has \(expected[found])")
          }
        }
        #expect(found == expected.count)
      }
    }
  }

  private func expectSame(_ bytes: [UInt8], seed: UInt64, using generator: inout SplitMix64) throws
  {
    let limit = Int.random(in: 0...3, using: &generator) == 0 ? 40 : 1 << 24
    let expected = try readCSV(bytes, limit: limit).results
    let results = try readBlocks(
      bytes,
      chunk: Int.random(in: 1...50, using: &generator),
      blockSize: Int.random(in: 1...90, using: &generator),
      limit: limit
    ).results
    #expect(
      results == expected,
      "seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
    )
  }

  @Test func hostileTextIsReadTheSameInBlocks() throws {
    try forEverySeed(0..<2500) { seed, generator in
      var body = hostileBytes(upTo: 120, using: &generator)
      if Int.random(in: 0...9, using: &generator) == 0, !body.isEmpty {
        let position = Int.random(in: 0..<body.count, using: &generator)
        body[position] = [0, 0xff].randomElement(using: &generator) ?? 0
      }
      let header = ["k\n", "k,l\n", "k;l;m\r\n"].randomElement(using: &generator) ?? "k\n"
      try expectSame(Array(header.utf8) + body, seed: seed, using: &generator)
    }
  }

  @Test func soundTextIsReadTheSameInBlocks() throws {
    let cells = [
      "", "1", "ab c", "\"x,y\"", "\"two\nlines\"", "\"\"", "\"say \"\"hi\"\"\"", "上海", "\"\r\n\"",
    ]
    try forEverySeed(0..<1000) { seed, generator in
      var text = "\u{feff}a,b,c\n"
      for _ in 0..<Int.random(in: 0...40, using: &generator) {
        let count = Int.random(in: 0...19, using: &generator) == 0 ? 2 : 3
        let row = (0..<count).map { _ in cells.randomElement(using: &generator) ?? "" }
        text += row.joined(separator: ",")
        text += ["\n", "\n", "\r\n", "\r", "\n\n"].randomElement(using: &generator) ?? "\n"
      }
      if Bool.random(using: &generator) { text += "4,5,6" }
      try expectSame(Array(text.utf8), seed: seed, using: &generator)
    }
  }

  @Test func soundTextMakesPlainBlocksOfTheSizeAskedFor() throws {
    let row = "\"a\nb\",12,\"say \"\"so\"\"\"\n"
    let text = "x,y,z\n" + String(repeating: row, count: 1000)
    let size = 4 * row.utf8.count
    let read = try readBlocks(Array(text.utf8), chunk: 7, blockSize: size, limit: 1 << 24)
    #expect(read.results.count == 1000)
    #expect(read.plain == read.blocks)
    #expect((250...400).contains(read.blocks))
  }

  @Test func oneStrayQuoteMakesOneBlockOdd() throws {
    var rows = Array(repeating: "1,2\n", count: 1000)
    rows[500] = "5\" pipe,2\n"
    let text = "x,y\n" + rows.joined()
    let read = try readBlocks(Array(text.utf8), chunk: 100, blockSize: 100, limit: 1 << 24)
    #expect(read.results.count == 1000)
    #expect(read.plain == read.blocks - 1)
  }

  @Test func aRowThatNeverEndsIsRefusedAsWithoutBlocks() throws {
    let text = "x,y\n1,2\n\"" + String(repeating: "never,closed\n", count: 100)
    let read = try readBlocks(Array(text.utf8), chunk: 100, blockSize: 50, limit: 400)
    #expect(read.results == (try readCSV(Array(text.utf8), limit: 400).results))
    #expect(read.results.last == .failure(.rowTooLong(row: 2, limit: 400)))
  }
}

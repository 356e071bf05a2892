/// Checks that the cells of one level are what a builder may have written.
///
/// A builder writes grids and records in the order in which a walk through the cells meets them, so
/// each has exactly one possible position: the next. Anything else is refused, which also rules out
/// grids within themselves and parts that nothing leads to.
struct CellAudit {
  private let entries: UnsafeBufferPointer<UInt32>
  private let records: UnsafeBufferPointer<UInt32>
  private let vertexCount: Int
  private let level: FenceCells.Level
  private let ranks: Int
  private var nextGrid: Int
  private var nextRecord: Int

  init(_ reader: FenceFileReader, level: FenceCells.Level, ranks: Int) {
    entries = reader.entries
    records = reader.records
    vertexCount = reader.vertices.count
    self.level = level
    self.ranks = ranks
    nextGrid = level.entries.lowerBound + level.grid.count
    nextRecord = level.records.lowerBound
  }

  mutating func check() throws(FenceFileError) {
    let root = level.entries.lowerBound
    try checkEntries(root..<root + level.grid.count, exponent: level.grid.exponent)
    guard nextGrid == level.entries.upperBound else { throw .inconsistent(section: "entries") }
    guard nextRecord == level.records.upperBound else { throw .inconsistent(section: "records") }
  }

  /// Grids get ever finer, and the finest exponent is soon reached, so this does not go deep.
  private mutating func checkEntries(
    _ range: Range<Int>,
    exponent: Int
  ) throws(FenceFileError) {
    for number in range {
      let entry = CellEntry(bits: entries[number])
      switch entry.kind {
      case .answer:
        let isKnown = entry.position == 0 || (2..<2 * ranks + 2) ~= entry.position
        guard isKnown else { throw .inconsistent(section: "entries") }
      case .record:
        guard entry.position == nextRecord else { throw .inconsistent(section: "entries") }
        try checkRecord()
      case .grid:
        guard entry.position == nextGrid, nextGrid < level.entries.upperBound else {
          throw .inconsistent(section: "entries")
        }
        let power = Int(entries[nextGrid] & 0xff)
        let inner = Int(entries[nextGrid] >> 8) - 128
        guard (1...6) ~= power, inner == exponent + power, inner <= CellGrid.finestExponent,
          1 << (2 * power) < level.entries.upperBound - nextGrid
        else { throw .inconsistent(section: "entries") }
        let first = nextGrid + 1
        nextGrid = first + 1 << (2 * power)
        try checkEntries(first..<nextGrid, exponent: inner)
      case nil: throw .inconsistent(section: "entries")
      }
    }
  }

  private mutating func word() throws(FenceFileError) -> Int {
    guard nextRecord < level.records.upperBound else { throw .inconsistent(section: "records") }
    defer { nextRecord += 1 }
    return Int(records[nextRecord])
  }

  private mutating func checkRecord() throws(FenceFileError) {
    var head: CellRecord.Head
    repeat {
      head = CellRecord.Head(bits: UInt32(try word()))
      let runs = head.isLong ? try word() : Int(head.runs)
      let turns = head.isLong ? try word() : Int(head.turns)
      // A long head whose numbers would have fitted is none that a builder writes; what reads the
      // first runs ahead relies on that.
      var isSound =
        runs > 0
        && (!head.isLong
          || head.runs == CellRecord.manyRuns && head.turns == CellRecord.manyTurns
            && (runs >= Int(CellRecord.manyRuns) || turns >= Int(CellRecord.manyTurns)))
      if head.hasCover { isSound = try (2..<2 * ranks + 2) ~= word() && isSound }
      var last = -1
      for _ in 0..<head.fences {
        let rank = try word()
        isSound = isSound && rank > last && rank < ranks
        last = rank
      }
      let known = 1 << head.fences
      isSound = isSound && Int(head.parities) < known
      guard isSound else { throw .inconsistent(section: "records") }
      for _ in 0..<runs {
        let first = try word()
        let run = try word()
        let count = run & 0xff_ffff
        guard count > 0, count < vertexCount, first < vertexCount - count, run >> 24 < known else {
          throw .inconsistent(section: "records")
        }
      }
      for _ in 0..<turns {
        guard try word() < vertexCount, try word() < known else {
          throw .inconsistent(section: "records")
        }
      }
    } while head.hasMore
  }
}

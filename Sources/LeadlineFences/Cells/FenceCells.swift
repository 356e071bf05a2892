import Dispatch
import LeadlineModel

/// The cells of all levels of an index, and the look-up of places in them.
struct FenceCells: Sendable {
  /// The cells of one level.
  struct Level: Hashable, Sendable {
    /// The level's own grid, which covers all of its fences.
    var grid: CellGrid
    /// Where its entries begin, and where those of the level with all grids within end.
    var entries: Range<Int>
    /// Where its records begin and end.
    var records: Range<Int>
  }

  let storage: CellStorage
  let levels: [Level]

  /// Makes cells of tables that fit together.
  init(storage: CellStorage, levels: [Level]) {
    self.storage = storage
    self.levels = levels
  }

  /// Builds the cells of fences.
  ///
  /// - Parameters:
  ///   - fences: The fences of all levels.
  ///   - levels: The positions of each level's fences, in winner order.
  ///   - byteBudget: What the cells should take beside the fences' own corners; nil for 40 bytes per
  ///     corner and 4 MB. Cells are as coarse as that asks for, but each edge is in at least one.
  init(_ fences: FlatFences, levels: [[Int]], byteBudget: Int?) {
    let budget = byteBudget ?? (40 * fences.vertices.count + 4 << 20)
    var parts: [LevelParts] = []
    for ranks in levels {
      let share =
        levels.count == 1
        ? 1
        : Double(ranks.reduce(0) { $0 + fences.vertices(ofFence: $1).count })
          / Double(max(1, fences.vertices.count))
      parts.append(LevelParts(fences, ranks: ranks, wordLimit: Int(Double(budget / 4) * share)))
    }
    let entryCount = parts.reduce(0) { $0 + $1.entryCount }
    let recordCount = parts.reduce(0) { $0 + $1.recordCount }
    precondition(
      entryCount < CellEntry.positionLimit && recordCount < CellEntry.positionLimit,
      "an index of fences holds fewer than 2^30 cells and words of records"
    )
    let entries = CellStorage.allocate(UInt32.self, count: entryCount)
    let records = CellStorage.allocate(UInt32.self, count: recordCount)
    var result: [Level] = []
    var firstEntry = 0
    var firstRecord = 0
    for part in parts {
      part.copy(entries: entries, from: firstEntry, records: records, from: firstRecord)
      result.append(
        Level(
          grid: part.plan.grid,
          entries: firstEntry..<firstEntry + part.entryCount,
          records: firstRecord..<firstRecord + part.recordCount
        )
      )
      firstEntry += part.entryCount
      firstRecord += part.recordCount
    }
    // The tables are written no more, and only the closure that frees them keeps these names.
    nonisolated(unsafe) let owned = (fences.vertices, entries, records)
    storage = CellStorage(
      entries: UnsafeBufferPointer(entries),
      records: UnsafeBufferPointer(records),
      vertices: UnsafeBufferPointer(fences.vertices)
    ) {
      owned.0.deallocate()
      owned.1.deallocate()
      owned.2.deallocate()
    }
    self.levels = result
  }

  /// The answer for a place, as ``CellEntry/answer``; 0 when no fence of the level covers it.
  ///
  /// - Complexity: O(depth of the grids + edges in the place's cell); both are small unless very many
  ///   edges meet in one place.
  func answer(at place: Vertex, level: Int) -> Int {
    guard storage.vertices.count > 0, let lookup = CellLookup(self, level: level) else { return 0 }
    // The pointers in the lookup stay valid as long as the storage lives.
    return withExtendedLifetime(storage) {
      lookup.answer(lookup.descend(lookup.entry(at: place), at: place), at: place)
    }
  }
}

/// One level's tables as bare pointers, for loops over many places.
///
/// Valid only as long as the ``CellStorage`` that it was made of.
struct CellLookup {
  private let entries: UnsafePointer<UInt32>
  private let root: UnsafePointer<UInt32>
  private let records: UnsafePointer<UInt32>
  private let vertices: UnsafePointer<Vertex>
  private let scale: Double
  private let side: Double
  private let firstColumn: Int
  private let firstRow: Int
  private let columns: UInt
  private let rows: UInt

  /// Nil when the level has no cells.
  init?(_ cells: FenceCells, level number: Int) {
    let level = cells.levels[number]
    guard level.grid.count > 0,
      let entries = cells.storage.entries.baseAddress,
      let records = cells.storage.records.baseAddress,
      let vertices = cells.storage.vertices.baseAddress
    else { return nil }
    self.entries = entries
    self.records = records
    self.vertices = vertices
    root = entries + level.entries.lowerBound
    scale = level.grid.scale
    side = level.grid.side
    firstColumn = level.grid.firstColumn
    firstRow = level.grid.firstRow
    columns = UInt(level.grid.columns)
    rows = UInt(level.grid.rows)
  }

  /// The entry of a place's cell in the level's own grid; nothing for a place that is off it or no
  /// place at all.
  @inline(__always)
  func entry(at place: Vertex) -> CellEntry {
    let column = UInt(bitPattern: CellGrid.cell(place.x, scale: scale, side: side) &- firstColumn)
    let row = UInt(bitPattern: CellGrid.cell(place.y, scale: scale, side: side) &- firstRow)
    // Infinities and NaN leave any bits behind, which may look like a column. Nothing branches here:
    // what is off the grid takes the first cell's entry and drops it.
    let isPlace = (abs(place.x) <= 180 ? 1 : 0) & (abs(place.y) <= 90 ? 1 : 0)
    let isOn = isPlace & (column < columns ? 1 : 0) & (row < rows ? 1 : 0)
    let spot = (row &* columns &+ column) & (0 &- UInt(bitPattern: isOn))
    return CellEntry(bits: root[Int(bitPattern: spot)] & (0 &- UInt32(truncatingIfNeeded: isOn)))
  }

  /// The entry of the finest cell of a place, from that in the level's own grid; no grid any more.
  @inline(__always)
  func descend(_ entry: CellEntry, at place: Vertex) -> CellEntry {
    var entry = entry
    while entry.bits & 3 == CellEntry.Kind.grid.rawValue {
      let head = entries + entry.position
      let power = Int(head[0] & 0xff)
      let exponent = Int(head[0] >> 8) &- 128
      let scale = CellGrid.scale(exponent)
      let side = CellGrid.scale(0 &- exponent)
      let mask = (1 &<< power) &- 1
      let column = CellGrid.cell(place.x, scale: scale, side: side) & mask
      let row = CellGrid.cell(place.y, scale: scale, side: side) & mask
      entry = CellEntry(bits: head[1 &+ (row &<< power) &+ column])
    }
    return entry
  }

  /// The answer that the entry of a place's finest cell gives.
  @inline(__always)
  func answer(_ entry: CellEntry, at place: Vertex) -> Int {
    entry.isAnswer
      ? entry.position : CellRecord.answer(records + entry.position, vertices, at: place)
  }

  /// Brings records and most of their vertices into the processor's caches.
  ///
  /// - Parameter open: Entries that are all records.
  @inline(__always)
  func fetch(_ open: Slice<UnsafeMutableBufferPointer<(number: Int32, bits: UInt32)>>) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3 * open.count) { firsts in
      var number = 0
      for (_, bits) in open {
        let (first, middle, second) = CellRecord.vertices(
          records + CellEntry(bits: bits).position
        )
        firsts[number] = first
        firsts[number &+ 1] = middle
        firsts[number &+ 2] = second
        number &+= 3
      }
      // No vertex is NaN, so this always holds; but it can't be known without loading them.
      var sum = 0.0
      for first in firsts[..<number] { sum += vertices[Int(first)].x }
      precondition(sum == sum, "a vertex is not a number")
    }
  }
}

/// The cells of one level as its bands were filled.
private struct LevelParts {
  /// What a band's builder made.
  struct Part {
    var rootCount = 0
    var entries: [UInt32] = []
    var records: [UInt32] = []
  }

  let plan: CellPlan
  private(set) var parts: [Part]

  var entryCount: Int { parts.reduce(0) { $0 + $1.entries.count } }
  var recordCount: Int { parts.reduce(0) { $0 + $1.records.count } }

  /// Fills the bands of a level on all cores; the result does not depend on how many there are.
  init(_ fences: FlatFences, ranks: [Int], wordLimit: Int) {
    precondition(ranks.count < CellEntry.rankLimit, "a level holds fewer than 2^28 fences")
    var boxes: [(least: Vertex, greatest: Vertex)] = []
    var boxed: [Int] = []
    for (rank, position) in ranks.enumerated() {
      guard let box = fences.bounds[position] else { continue }
      boxes.append(box)
      boxed.append(rank)
    }
    let plan = CellPlan(
      bounds: boxes,
      edges: boxed.map { fences.vertices(ofFence: ranks[$0]).count },
      cellLimit: wordLimit / 2
    )
    self.plan = plan
    guard let vertices = UnsafePointer(fences.vertices.baseAddress) else {
      parts = []
      return
    }
    var parts = [Part](repeating: Part(), count: plan.bands.count)
    parts.withUnsafeMutableBufferPointer { parts in
      // Each iteration writes its own element only, and all of them end before the buffer does.
      nonisolated(unsafe) let parts = parts
      nonisolated(unsafe) let vertices = vertices
      let (boxes, boxed) = (boxes, boxed)
      nonisolated(unsafe) let fences = fences
      DispatchQueue.concurrentPerform(iterations: plan.bands.count) { number in
        let band = plan.bands[number]
        var grid = plan.grid
        grid.firstRow += band.firstRow
        grid.rows = band.rows
        var windows: [CellWindow] = []
        var own: [Int] = []
        for (box, rank) in zip(boxes, boxed) {
          let window = CellPlan.window(grid, box)
          if !window.isEmpty {
            windows.append(window)
            own.append(rank)
          }
        }
        var builder = CellBuilder(
          vertices: vertices,
          wordLimit: Int(Double(wordLimit) * band.share)
        )
        builder.build(grid, ranks: own, windows: windows) { fences.rings(ofFence: ranks[$0]) }
        parts[number] = Part(
          rootCount: grid.count,
          entries: Array(builder.entries.values),
          records: Array(builder.records.values)
        )
      }
    }
    self.parts = parts
  }

  /// Writes the bands behind each other: the level's own grid first, then all grids within.
  func copy(
    entries: UnsafeMutableBufferPointer<UInt32>,
    from firstEntry: Int,
    records: UnsafeMutableBufferPointer<UInt32>,
    from firstRecord: Int
  ) {
    var root = firstEntry
    var inner = firstEntry + plan.grid.count
    var record = firstRecord
    for part in parts {
      let grids = inner - part.rootCount
      for position in 0..<part.rootCount {
        entries[root + position] = Self.move(part.entries[position], grids: grids, records: record)
      }
      var position = part.rootCount
      while position < part.entries.count {
        let head = part.entries[position]
        entries[grids + position] = head
        position += 1
        for _ in 0..<1 << (2 * Int(head & 0xff)) {
          entries[grids + position] = Self.move(
            part.entries[position],
            grids: grids,
            records: record
          )
          position += 1
        }
      }
      _ = UnsafeMutableBufferPointer(rebasing: records[record...]).update(from: part.records)
      root += part.rootCount
      inner += part.entries.count - part.rootCount
      record += part.records.count
    }
  }

  private static func move(_ bits: UInt32, grids: Int, records: Int) -> UInt32 {
    let entry = CellEntry(bits: bits)
    switch entry.kind {
    case .grid: return CellEntry(.grid, position: entry.position + grids).bits
    case .record: return CellEntry(.record, position: entry.position + records).bits
    default: return bits
    }
  }
}

import Foundation
import LeadlineGeometry
public import LeadlineModel

/// The tracks of all reps: one set of columns, 28 bytes a fix, grouped by rep and ordered by time.
///
/// The same fixes give the same table, in whatever order they came and on any number of threads.
/// Fixes that are repeated (same rep, time, place and accuracy) count once.
public struct TrackTable: Sendable {
  /// The reps that have fixes, by the bytes of their ids.
  public let reps: [ID<Rep>]
  private let positions: IdentifierTable
  private let columns: FixColumns
  /// Where the fixes of each rep are.
  private let ranges: [Range<Int>]

  fileprivate init(
    reps: [ID<Rep>],
    positions: IdentifierTable,
    columns: FixColumns,
    ranges: [Range<Int>]
  ) {
    self.reps = reps
    self.positions = positions
    self.columns = columns
    self.ranges = ranges
  }

  /// The number of reps that have fixes.
  public var count: Int { reps.count }

  /// The number of fixes of all reps.
  public var fixCount: Int { ranges.reduce(0) { $0 + $1.count } }

  /// The track of the rep at a position in ``reps``; a slice of the table, no copy.
  public func track(at position: Int) -> Track {
    Track(columns: columns, range: ranges[position])
  }

  /// The track of a rep; nil if it has no fix.
  ///
  /// - Complexity: O(1).
  public subscript(rep: ID<Rep>) -> Track? {
    position(of: rep).map(track(at:))
  }

  /// The position of a rep in ``reps``; nil if it has no fix.
  ///
  /// - Complexity: O(1).
  public func position(of rep: ID<Rep>) -> Int? {
    positions.position(of: rep.rawValue)
  }

  /// The position of the rep whose id has these bytes, which are read during the call only.
  package func position(of rep: UnsafeBufferPointer<UInt8>) -> Int? {
    unsafe positions.position(of: rep)
  }
}

extension TrackTable {
  /// Takes fixes in any order and makes a ``TrackTable`` of them.
  public struct Builder: Sendable {
    private var reps = IdentifierTable()
    /// The fixes of all blocks, one block behind the other.
    ///
    /// So large are these chunks that the system takes each of their columns back as soon as it is
    /// dropped, which it does not do with small ones.
    private var chunks: [FixRows] = []
    private static let fixesPerChunk = 1 << 23
    /// A first chunk with no more than so many is small: few fixes need no more.
    private static let fixesInSmall = 1 << 16
    private var isFirstLarge = false
    /// Where the fixes of each block belong: those of one rep side by side.
    private var parts: [[Part]] = []
    private var counts: [Int] = []
    /// Fixes that came one by one.
    private var pending = FixBlock()

    /// The fixes of one rep in one block.
    private struct Part {
      var rep: Int
      var chunk: Int
      /// Where in the chunk they begin.
      var start: Int
      var count: Int
      /// Where in the table they go.
      var target = 0
    }

    /// Begins an empty table.
    public init() {}

    /// Adds a fix of a rep.
    public mutating func append(_ fix: PositionFix, of rep: ID<Rep>) {
      var id = rep.rawValue
      id.withUTF8 { bytes in
        // The bytes are read during the call only.
        unsafe pending.append(
          rep: bytes,
          time: fix.time.timeIntervalSinceReferenceDate,
          longitude: fix.coordinate.longitude,
          latitude: fix.coordinate.latitude,
          accuracy: fix.accuracyMetres ?? .nan
        )
      }
      if pending.count == 1 << 16 { flush() }
    }

    /// Adds the fixes of a block that is grouped.
    package mutating func append(_ block: FixBlock) {
      guard block.count > 0 else { return }
      var some: [Part] = []
      some.reserveCapacity(block.counts.count)
      let chunk = self.chunk(for: block.count)
      var start = chunks[chunk].count
      chunks[chunk].append(block.rows)
      for (position, count) in block.counts.enumerated() {
        // The bytes are lent for the call, which reads them.
        let rep = unsafe block.reps.withBytes(position) {
          unsafe reps.insert($0, hash: IdentifierTable.hash($0)).position
        }
        if rep == counts.count { counts.append(0) }
        counts[rep] += count
        some.append(Part(rep: rep, chunk: chunk, start: start, count: count))
        start += count
      }
      parts.append(some)
    }

    /// The position of the chunk that has room for so many fixes.
    private mutating func chunk(for count: Int) -> Int {
      if chunks.isEmpty { chunks.append(FixRows()) }
      let last = chunks.count - 1
      let wanted = chunks[last].count + count
      if !isFirstLarge, wanted > Self.fixesInSmall {
        chunks[last].reserveLarge(Self.fixesPerChunk)
        isFirstLarge = true
      }
      guard isFirstLarge, wanted > Self.fixesPerChunk else { return last }
      chunks.append(FixRows())
      chunks[last + 1].reserveLarge(Self.fixesPerChunk)
      return last + 1
    }

    /// Orders the fixes.
    ///
    /// - Parameter threads: How many threads work; nil for one per processor. The table does not
    ///   depend on it.
    /// - Returns: The table.
    ///
    /// - Complexity: O(*n*) for fixes in order of time per rep, else O(*n* log *n*).
    public consuming func finish(threads: Int? = nil) -> TrackTable {
      flush()
      let order = (0..<reps.count).sorted(by: reps.precedes)
      var ids: [ID<Rep>] = []
      var positions = IdentifierTable()
      for rep in order {
        ids.append(ID(reps.text(rep)))
        _ = positions.insert(reps.text(rep))
      }
      var rows = FixRows()
      var ranges: [Range<Int>]
      if let grouped = groupedRanges() {
        swap(&rows, &chunks[0])
        ranges = order.map { grouped[$0] }
      } else {
        (rows, ranges) = gathered(order, threads)
      }
      Self.order(&rows, &ranges, threads)
      return TrackTable(
        reps: ids,
        positions: positions,
        columns: FixColumns(rows),
        ranges: ranges
      )
    }

    private mutating func flush() {
      pending.group()
      append(pending)
      pending = FixBlock()
    }

    /// Where the fixes of each rep are if those of each lie side by side in one chunk, as those of
    /// most files do, so that they can stay where they are; else nil.
    private func groupedRanges() -> [Range<Int>]? {
      guard chunks.count == 1 else { return nil }
      var ranges = [Range<Int>](repeating: 0..<0, count: reps.count)
      for part in parts.joined() where part.count > 0 {
        let range = ranges[part.rep]
        guard range.isEmpty || range.upperBound == part.start else { return nil }
        let start = range.isEmpty ? part.start : range.lowerBound
        ranges[part.rep] = start..<part.start + part.count
      }
      return ranges
    }

    /// Puts the fixes of each rep side by side.
    ///
    /// - Parameters:
    ///   - order: The reps in the order in which they are wanted.
    ///   - threads: How many threads work.
    /// - Returns: The fixes, and where those of each rep are.
    private mutating func gathered(_ order: [Int], _ threads: Int?) -> (FixRows, [Range<Int>]) {
      var ranges: [Range<Int>] = []
      var next = [Int](repeating: 0, count: reps.count)
      var end = 0
      for rep in order {
        ranges.append(end..<end + counts[rep])
        next[rep] = end
        end += counts[rep]
      }
      for block in parts.indices {
        for part in parts[block].indices {
          let rep = parts[block][part].rep
          parts[block][part].target = next[rep]
          next[rep] += parts[block][part].count
        }
      }
      // Column by column, each dropped from the chunks when it was copied: memory never holds two
      // whole tables.
      var rows = FixRows()
      rows.times = Self.gather(take(\.times), parts, count: end, threads)
      rows.longitudes = Self.gather(take(\.longitudes), parts, count: end, threads)
      rows.latitudes = Self.gather(take(\.latitudes), parts, count: end, threads)
      rows.radii = Self.gather(take(\.radii), parts, count: end, threads)
      return (rows, ranges)
    }

    /// Takes one column out of all chunks.
    private mutating func take<Value>(_ column: WritableKeyPath<FixRows, [Value]>) -> [[Value]] {
      chunks.indices.map { chunk in
        let values = chunks[chunk][keyPath: column]
        chunks[chunk][keyPath: column] = []
        return values
      }
    }

    /// Copies one column of all chunks to its places.
    private static func gather<Value: BitwiseCopyable & Sendable>(
      _ column: [[Value]],
      _ parts: [[Part]],
      count: Int,
      _ threads: Int?
    ) -> [Value] {
      unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
        unsafe LargeMemory.advise(buffer)
        // The targets of the parts cover the buffer without overlap: each rep's range is handed out
        // part by part. So each element is written once, by one thread, before anyone reads it.
        nonisolated(unsafe) let target = unsafe buffer
        Workers.split(parts.count, size: 16, threads: threads) { nextRange in
          while let range = nextRange() {
            for block in range {
              for part in parts[block] {
                let from = column[part.chunk][part.start..<part.start + part.count]
                let place = part.target..<part.target + part.count
                _ = unsafe UnsafeMutableBufferPointer(rebasing: target[place])
                  .initialize(fromContentsOf: from)
              }
            }
          }
        }
        initialized = count
      }
    }

    /// Orders the fixes of each rep in its range; ranges of reps with repeats become shorter.
    private static func order(_ rows: inout FixRows, _ ranges: inout [Range<Int>], _ threads: Int?)
    {
      var first = 0
      while first < ranges.count {
        // So many reps at once that what is put in order beside the table stays small.
        var last = first
        var size = 0
        while last < ranges.count && (size == 0 || size + ranges[last].count < 1 << 20) {
          size += ranges[last].count
          last += 1
        }
        let batch = Array(ranges[first..<last])
        let ordered = Workers.map(batch.count, threads: threads) { [rows] in
          rows.ordered(batch[$0])
        }
        for (offset, some) in ordered.enumerated() {
          guard let some else { continue }
          let start = batch[offset].lowerBound
          let range = start..<start + some.count
          rows.times.replaceSubrange(range, with: some.times)
          rows.longitudes.replaceSubrange(range, with: some.longitudes)
          rows.latitudes.replaceSubrange(range, with: some.latitudes)
          rows.radii.replaceSubrange(range, with: some.radii)
          ranges[first + offset] = range
        }
        first = last
      }
    }
  }
}

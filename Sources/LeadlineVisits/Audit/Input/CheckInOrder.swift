import LeadlineGeometry
import LeadlineModel

/// Check-ins by rep, time and id, while they still lie as they came.
struct CheckInOrder {
  /// Where each rep's check-ins begin, and the end of the last one's.
  let starts: [Int]
  private let blocks: [[CheckInRow]]
  private let ids: TextColumn
  private let keys: [Key]

  /// Where a check-in is, beside what it is ordered by first.
  private struct Key {
    var time: Double
    var block: Int32
    var row: Int32
  }

  /// Puts the check-ins of each rep side by side; within a rep they lie as they came.
  init(_ blocks: [[CheckInRow]], ids: TextColumn, _ reps: Ranking, threads: Int?) {
    // Rows are large: what is needed of them is taken out on all processors.
    let parts = Workers.map(blocks.count, threads: threads) { block in
      blocks[block].map { (rep: reps.rank($0.rep), time: $0.time) }
    }
    var starts = [Int](repeating: 0, count: reps.order.count + 1)
    for part in parts {
      for row in part { starts[Int(row.rep) + 1] += 1 }
    }
    for rep in reps.order.indices { starts[rep + 1] += starts[rep] }
    var next = starts
    var keys = [Key](repeating: Key(time: 0, block: 0, row: 0), count: starts[reps.order.count])
    for (block, part) in parts.enumerated() {
      for (position, row) in part.enumerated() {
        let rep = Int(row.rep)
        keys[next[rep]] = Key(time: row.time, block: Int32(block), row: Int32(position))
        next[rep] += 1
      }
    }
    self.starts = starts
    self.blocks = blocks
    self.ids = ids
    self.keys = keys
  }

  /// The check-ins in order, each as `change` makes it.
  ///
  /// - Complexity: O(*n* log *n*), on several threads.
  func rows(_ threads: Int?, _ change: @Sendable (CheckInRow) -> CheckInRow) -> [CheckInRow] {
    unsafe [CheckInRow](unsafeUninitializedCapacity: keys.count) { buffer, initialized in
      unsafe LargeMemory.advise(buffer)
      // The reps' ranges cover the buffer without overlap, and each rep is one thread's: each element
      // is written once, before anyone reads it.
      nonisolated(unsafe) let target = unsafe buffer
      Workers.split(starts.count - 1, size: 16, threads: threads) { nextRange in
        while let range = nextRange() {
          for rep in range {
            let place = starts[rep]..<starts[rep + 1]
            for (offset, key) in sorted(keys[place]).enumerated() {
              let row = change(blocks[Int(key.block)][Int(key.row)])
              unsafe target.initializeElement(at: place.lowerBound + offset, to: row)
            }
          }
        }
      }
      initialized = keys.count
    }
  }

  private func sorted(_ keys: ArraySlice<Key>) -> [Key] {
    keys.sorted { first, second in
      first.time == second.time
        ? ids.precedes(id(first), id(second)) : first.time < second.time
    }
  }

  private func id(_ key: Key) -> Int { Int(blocks[Int(key.block)][Int(key.row)].id) }
}

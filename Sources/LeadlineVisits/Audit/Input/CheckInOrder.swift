import LeadlineGeometry
import LeadlineModel

/// The order of check-ins by rep, time and id, while they still lie as they came.
struct CheckInOrder {
  /// Where each rep's check-ins begin, and the end of the last one's.
  let starts: [Int]
  private let keys: [Key]

  /// Where a check-in is, beside what it is ordered by first.
  private struct Key {
    var time: Double
    var block: Int32
    var row: Int32
  }

  /// Puts the check-ins of each rep side by side, by time.
  ///
  /// - Complexity: O(*n* log *n*), on several threads.
  init(_ blocks: [[CheckInRow]], ids: TextColumn, _ reps: Ranking, threads: Int?) {
    // Rows are large: what is needed of them is taken out once, on all processors.
    let parts = Workers.map(blocks.count, threads: threads) { block in
      var counts = [Int](repeating: 0, count: reps.order.count)
      let rows = blocks[block].map { row in
        let rep = reps.rank(row.rep)
        counts[Int(rep)] += 1
        return (rep: rep, time: row.time)
      }
      return (rows: rows, counts: counts)
    }
    // Where each rep's check-ins begin, and those of each block among them.
    var starts = [0]
    var firsts = parts.map(\.counts)
    for rep in reps.order.indices {
      var next = starts[rep]
      for block in blocks.indices {
        firsts[block][rep] = next
        next += parts[block].counts[rep]
      }
      starts.append(next)
    }
    let total = starts[reps.order.count]
    var keys = unsafe [Key](unsafeUninitializedCapacity: total) { [firsts] buffer, initialized in
      unsafe LargeMemory.advise(buffer)
      // Each check-in is of one block and has a place of its own, and each block is one thread's: each key
      // is written once, before anyone reads it.
      nonisolated(unsafe) let target = unsafe buffer
      Workers.split(blocks.count, size: 1, threads: threads) { nextRange in
        while let range = nextRange() {
          for block in range {
            var next = firsts[block]
            for (position, row) in parts[block].rows.enumerated() {
              let key = Key(time: row.time, block: Int32(block), row: Int32(position))
              unsafe target.initializeElement(at: next[Int(row.rep)], to: key)
              next[Int(row.rep)] += 1
            }
          }
        }
      }
      initialized = total
    }
    unsafe keys.withUnsafeMutableBufferPointer { buffer in
      // The reps' ranges do not overlap, and each rep is one thread's.
      nonisolated(unsafe) let keys = unsafe buffer
      @Sendable func id(_ key: Key) -> Int { Int(blocks[Int(key.block)][Int(key.row)].id) }
      Workers.split(starts.count - 1, size: 16, threads: threads) { [starts] nextRange in
        while let range = nextRange() {
          for rep in range {
            unsafe keys[starts[rep]..<starts[rep + 1]].sort { first, second in
              first.time == second.time
                ? ids.precedes(id(first), id(second)) : first.time < second.time
            }
          }
        }
      }
    }
    self.starts = starts
    self.keys = keys
  }

  /// What is known of each check-in, given block by block as they came, in order.
  ///
  /// - Complexity: O(*n*), on several threads.
  func arranged<Element: Sendable>(
    _ blocks: [[Element]],
    threads: Int?,
    _ change: @Sendable (Element) -> Element = { $0 }
  ) -> [Element] {
    Workers.array(keys.count, size: 4_096, threads: threads) { position in
      let key = keys[position]
      return change(blocks[Int(key.block)][Int(key.row)])
    }
  }
}

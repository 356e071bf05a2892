import LeadlineGeometry
import Synchronization

/// Check-ins of different reps whose fixes are of one place at one time.
struct TogetherPairs: Sendable {
  /// A check-in and a colleague's beside it.
  struct Pair: Sendable {
    var checkIn: Int32
    var other: Int32
  }

  /// Each pair twice, once from each side, by check-in.
  private let pairs: [Pair]
  /// How many check-ins were not compared with all others at their place and time, as these were too
  /// many.
  let cutCount: Int

  /// With how many others north of it, and of the time slot, a check-in is compared at most.
  private static let greatestCandidates = 1_024
  /// How many pairs it then makes at most.
  private static let greatestPairs = 64

  /// The pairs of a rep.
  func pairs(of checkIns: Range<Int>) -> ArraySlice<Pair> {
    func first(from checkIn: Int) -> Int {
      var low = 0
      var high = pairs.count
      while low < high {
        let middle = low + (high - low) / 2
        if Int(pairs[middle].checkIn) < checkIn { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return pairs[first(from: checkIns.lowerBound)..<first(from: checkIns.upperBound)]
  }

  /// Finds the pairs by laying check-ins in slots of time and sweeping each slot from south to north.
  ///
  /// In a crowd at one place and time, as at an assembly, a check-in makes pairs with some only: that all
  /// are there says nothing of any two.
  ///
  /// - Complexity: O(*n* log *n*), and for crowds O(*n*) times the greatest number of candidates.
  init(_ context: AuditContext) {
    let rows = context.data.checkIns
    let policy = context.policy.links
    let reach = max(1, policy.togetherSeconds)
    var earliest = Double.infinity
    var latest = -Double.infinity
    // The rows are large, and this is gone through several times.
    var fixes: [(time: Double, latitude: Double, checkIn: Int32)] = []
    fixes.reserveCapacity(rows.count)
    for (position, row) in rows.enumerated() where row.hasPosition {
      fixes.append((row.time, row.latitude, Int32(position)))
      earliest = min(earliest, row.time)
      latest = max(latest, row.time)
    }
    guard latest >= earliest else {
      pairs = []
      cutCount = 0
      return
    }
    // Wider slots only cost time; so wrong clocks do not cost memory.
    let width = max(reach, (latest - earliest) / 4_000_000)
    let start = earliest
    let slots = Int((latest - start) / width) + 1
    var starts = [Int32](repeating: 0, count: slots + 1)
    for fix in fixes { starts[Int((fix.time - start) / width) + 1] += 1 }
    for slot in 0..<slots { starts[slot + 1] += starts[slot] }
    var next = starts
    var entries = [(latitude: Double, checkIn: Int32)](
      repeating: (0, 0),
      count: Int(starts[slots])
    )
    for fix in fixes {
      let slot = Int((fix.time - start) / width)
      entries[Int(next[slot])] = (fix.latitude, fix.checkIn)
      next[slot] += 1
    }
    unsafe entries.withUnsafeMutableBufferPointer { buffer in
      // The slots do not overlap, and each is one worker's.
      nonisolated(unsafe) let entries = unsafe buffer
      Workers.split(slots, size: max(64, slots / 64), threads: context.threads) { [starts] next in
        while let range = next() {
          for slot in range where starts[slot + 1] - starts[slot] > 1 {
            unsafe entries[Int(starts[slot])..<Int(starts[slot + 1])].sort {
              ($0.latitude, $0.checkIn) < ($1.latitude, $1.checkIn)
            }
          }
        }
      }
    }
    let found = Mutex<(pairs: [Pair], cutCount: Int)>(([], 0))
    let (southToNorth, ends) = (entries, starts)
    let latitudeReach = policy.togetherMetres / 110_000
    Workers.split(slots, size: max(64, slots / 64), threads: context.threads) { next in
      var own: [Pair] = []
      var cuts = 0
      /// Joins a check-in with others.
      func join(_ position: Int, _ others: Range<Int>) {
        if Self.join(southToNorth, position, others, latitudeReach, rows, policy, &own) {
          cuts += 1
        }
      }
      while let range = next() {
        for slot in range {
          let end = Int(ends[slot + 1])
          let endOfNext = slot + 1 < slots ? Int(ends[slot + 2]) : end
          var first = end
          for position in Int(ends[slot])..<end {
            let least = southToNorth[position].latitude - latitudeReach
            while first < endOfNext, southToNorth[first].latitude < least { first += 1 }
            join(position, position + 1..<end)
            join(position, first..<endOfNext)
          }
        }
      }
      found.withLock { [own, cuts] in
        $0.pairs += own
        $0.cutCount += cuts
      }
    }
    let result = found.withLock { $0 }
    pairs = result.pairs.sorted { ($0.checkIn, $0.other) < ($1.checkIn, $1.other) }
    cutCount = result.cutCount
  }

  /// Joins a check-in with others of a slot, from south to north.
  ///
  /// - Returns: Whether there were too many.
  @inline(__always)
  private static func join(
    _ entries: [(latitude: Double, checkIn: Int32)],
    _ position: Int,
    _ others: Range<Int>,
    _ latitudeReach: Double,
    _ rows: [CheckInRow],
    _ policy: LinkPolicy,
    _ pairs: inout [Pair]
  ) -> Bool {
    let entry = entries[position]
    var (candidates, found) = (0, 0)
    for other in others {
      if entries[other].latitude - entry.latitude > latitudeReach { return false }
      if candidates == greatestCandidates || found == greatestPairs { return true }
      candidates += 1
      if join(entry.checkIn, entries[other].checkIn, rows, policy, &pairs) { found += 1 }
    }
    return false
  }

  @inline(__always)
  private static func join(
    _ first: Int32,
    _ second: Int32,
    _ rows: [CheckInRow],
    _ policy: LinkPolicy,
    _ pairs: inout [Pair]
  ) -> Bool {
    let (row, other) = (rows[Int(first)], rows[Int(second)])
    guard row.rep != other.rep, abs(row.time - other.time) <= policy.togetherSeconds,
      FlatDistance.metres(row, other) <= policy.togetherMetres
    else { return false }
    pairs.append(Pair(checkIn: first, other: second))
    pairs.append(Pair(checkIn: second, other: first))
    return true
  }
}

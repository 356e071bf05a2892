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
  /// - Complexity: O(*n* log *n*) but for crowds at one place and time.
  init(_ context: AuditContext) {
    let rows = context.data.checkIns
    let policy = context.policy.links
    let reach = max(1, policy.togetherSeconds)
    var earliest = Double.infinity
    var latest = -Double.infinity
    for row in rows where row.hasPosition {
      earliest = min(earliest, row.time)
      latest = max(latest, row.time)
    }
    guard latest >= earliest else {
      pairs = []
      return
    }
    // Wider slots only cost time; so wrong clocks do not cost memory.
    let width = max(reach, (latest - earliest) / 4_000_000)
    let start = earliest
    let slots = Int((latest - start) / width) + 1
    var starts = [Int32](repeating: 0, count: slots + 1)
    for row in rows where row.hasPosition { starts[Int((row.time - start) / width) + 1] += 1 }
    for slot in 0..<slots { starts[slot + 1] += starts[slot] }
    var next = starts
    var entries = [(latitude: Double, checkIn: Int32)](
      repeating: (0, 0),
      count: Int(starts[slots])
    )
    for (position, row) in rows.enumerated() where row.hasPosition {
      let slot = Int((row.time - start) / width)
      entries[Int(next[slot])] = (row.latitude, Int32(position))
      next[slot] += 1
    }
    let found = Mutex<[Pair]>([])
    let (all, ends) = (entries, starts)
    let latitudeReach = policy.togetherMetres / 110_000
    Workers.split(slots, size: max(64, slots / 64), threads: context.threads) { next in
      var own: [Pair] = []
      while let range = next() {
        var current = Self.southToNorth(
          all[Int(ends[range.lowerBound])..<Int(ends[range.lowerBound + 1])]
        )
        for slot in range {
          let following =
            slot + 1 < slots
            ? Self.southToNorth(all[Int(ends[slot + 1])..<Int(ends[slot + 2])]) : []
          for (number, entry) in current.enumerated() {
            for other in current[(number + 1)...] {
              if other.latitude - entry.latitude > latitudeReach { break }
              Self.join(entry.checkIn, other.checkIn, rows, policy, &own)
            }
          }
          var first = 0
          for entry in current {
            while first < following.count,
              following[first].latitude < entry.latitude - latitudeReach
            {
              first += 1
            }
            for other in following[first...] {
              if other.latitude - entry.latitude > latitudeReach { break }
              Self.join(entry.checkIn, other.checkIn, rows, policy, &own)
            }
          }
          current = following
        }
      }
      found.withLock { $0 += own }
    }
    pairs = found.withLock { $0 }.sorted { ($0.checkIn, $0.other) < ($1.checkIn, $1.other) }
  }

  private static func southToNorth(
    _ entries: ArraySlice<(latitude: Double, checkIn: Int32)>
  ) -> [(latitude: Double, checkIn: Int32)] {
    entries.sorted { $0.latitude < $1.latitude }
  }

  @inline(__always)
  private static func join(
    _ first: Int32,
    _ second: Int32,
    _ rows: [CheckInRow],
    _ policy: LinkPolicy,
    _ pairs: inout [Pair]
  ) {
    let (row, other) = (rows[Int(first)], rows[Int(second)])
    guard row.rep != other.rep, abs(row.time - other.time) <= policy.togetherSeconds,
      FlatDistance.metres(row, other) <= policy.togetherMetres
    else { return }
    pairs.append(Pair(checkIn: first, other: second))
    pairs.append(Pair(checkIn: second, other: first))
  }
}

import LeadlineModel

/// Photos with equal keys, in the order of their keys, each group by time.
struct PhotoGroups: Sendable {
  /// Positions of check-ins.
  let checkIns: [Int32]
  /// Where each group begins in ``checkIns``, and the end of the last one.
  let starts: [Int32]

  /// Groups candidates, which are positions in the rows of all check-ins, by the keys of their photos.
  ///
  /// - Complexity: O(*n*), but for sorting each group by time.
  init(_ candidates: [Int32], _ rows: [CheckInRow], key: (Int) -> UInt64) {
    var photos = candidates.map { (key: key(Int($0)), checkIn: $0) }
    ByteSort.sort(&photos) { $0.key }
    var checkIns: [Int32] = []
    checkIns.reserveCapacity(photos.count)
    var starts: [Int32] = []
    var last: UInt64?
    for photo in photos {
      if photo.key != last {
        last = photo.key
        starts.append(Int32(checkIns.count))
      }
      checkIns.append(photo.checkIn)
    }
    starts.append(Int32(checkIns.count))
    for group in 0..<max(0, starts.count - 1) where starts[group + 1] - starts[group] > 1 {
      checkIns[Int(starts[group])..<Int(starts[group + 1])].sort {
        (rows[Int($0)].time, $0) < (rows[Int($1)].time, $1)
      }
    }
    self.checkIns = checkIns
    self.starts = starts
  }

  /// The number of groups.
  var count: Int { starts.count - 1 }

  /// The check-ins of a group, by time.
  subscript(group: Int) -> ArraySlice<Int32> {
    checkIns[Int(starts[group])..<Int(starts[group + 1])]
  }

  /// Whether a group has one check-in only.
  @inline(__always)
  func isSingle(_ group: Int) -> Bool { starts[group + 1] - starts[group] == 1 }

  /// The first check-in of a group.
  @inline(__always)
  func first(_ group: Int) -> Int { Int(checkIns[Int(starts[group])]) }

  /// The number of reps in a group, counted up to a limit.
  func reps(_ group: Int, upTo limit: Int, _ rows: [CheckInRow]) -> Int {
    if isSingle(group) { return 1 }
    var reps: [Int32] = []
    for checkIn in self[group] where !reps.contains(rows[Int(checkIn)].rep) {
      reps.append(rows[Int(checkIn)].rep)
      if reps.count >= limit { break }
    }
    return reps.count
  }

  /// The first check-ins of a group, at most four, that can be the source of later ones: each of
  /// another rep or another store than those before.
  func sources(_ group: Int, _ rows: [CheckInRow]) -> [Int32] {
    var sources: [Int32] = []
    for checkIn in self[group] {
      let row = rows[Int(checkIn)]
      let isKnown = sources.contains {
        rows[Int($0)].rep == row.rep && rows[Int($0)].store == row.store
      }
      if !isKnown { sources.append(checkIn) }
      if sources.count == 4 { break }
    }
    return sources
  }
}

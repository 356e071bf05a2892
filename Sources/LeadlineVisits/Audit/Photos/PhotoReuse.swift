import LeadlineModel

/// Photos of check-ins that are, or look like, photos of other reps' check-ins before.
struct PhotoReuse: Sendable {
  /// A photo and an earlier one.
  struct Match: Sendable {
    var checkIn: Int32
    /// The check-in with the earlier photo.
    var source: Int32
    /// In how many bits the hashes differ; -1 for the very same file.
    var distance: Int32
  }

  /// What is known of the photos of some check-ins.
  struct Answer: Sendable {
    /// By check-in, then by distance.
    var matches: ArraySlice<Match>
    /// The check-ins whose photo, or one like it, so many reps have that it is nobody's; sorted.
    var common: ArraySlice<Int32>
  }

  /// Among photos so many of which look alike, each is compared with so many of them only.
  static let limit = DifferenceHashIndex.Limit(candidates: 1_024, pairs: 128)
  /// How many searches for photos that look alike that cut short.
  let cutCount: Int
  private let matches: [Match]
  /// Check-ins whose photos are common, sorted.
  private let common: [Int32]

  /// Finds files used more than once by anyone, and photos that look like another rep's.
  ///
  /// - Parameters:
  ///   - all: The photos of all check-ins.
  ///   - rows: The check-ins.
  ///   - policy: What counts as alike.
  ///   - threads: The number of threads; nil for one per processor.
  init(_ all: [PhotoRow], _ rows: [CheckInRow], _ policy: LinkPolicy, threads: Int?) {
    var matches: [Match] = []
    var common: [Int32] = []

    // Most files are used once: only those whose first bits come again are worth sorting.
    let digestShift: UInt64 = 42
    var seen = [UInt8](repeating: 0, count: 1 << 22)
    var withHash: [Int32] = []
    var photos: [(checkIn: Int32, bits: Int32)] = []
    for (position, photo) in all.enumerated() {
      if photo.hasDigest {
        let bits = Int(photo.digest.high >> digestShift)
        seen[bits] = min(2, seen[bits] + 1)
        photos.append((Int32(position), Int32(bits)))
      }
      if Self.telling(photo, policy) != nil { withHash.append(Int32(position)) }
    }
    let withDigest = photos.filter { seen[Int($0.bits)] > 1 }.map(\.checkIn)
    let files = PhotoGroups(withDigest, rows) { all[$0].digest.high }
    for group in 0..<files.count where files[group].count > 1 {
      if files.reps(group, upTo: policy.commonPhotoReps, rows) >= policy.commonPhotoReps {
        common += files[group]
        continue
      }
      let first = files[group][files[group].startIndex]
      for checkIn in files[group].dropFirst()
      where all[Int(checkIn)].digest == all[Int(first)].digest {
        matches.append(Match(checkIn: checkIn, source: first, distance: -1))
      }
    }

    let looks = PhotoGroups(withHash, rows) { all[$0].hash ?? 0 }
    let hashes = (0..<looks.count).map { all[looks.first($0)].hash ?? 0 }
    let (pairs, cutCount) = DifferenceHashIndex(hashes, threads: threads)
      .pairs(within: policy.foreignPhotoBits, threads: threads, limit: Self.limit)
    self.cutCount = cutCount
    let together = (0..<looks.count).filter { looks[$0].count > 1 }.map {
      DifferenceHashIndex.Pair(first: Int32($0), second: Int32($0), distance: 0)
    }
    var neighbours = [UInt8](repeating: 0, count: looks.count)
    for pair in together + pairs {
      let (first, second) = (Int(pair.first), Int(pair.second))
      let reps = looks.reps(first, upTo: policy.commonPhotoReps, rows)
      if first == second {
        neighbours[first] = UInt8(clamping: Int(neighbours[first]) + reps - 1)
      } else {
        let others = looks.reps(second, upTo: policy.commonPhotoReps, rows)
        let isOneReps =
          reps == 1 && others == 1
          && rows[looks.first(first)].rep == rows[looks.first(second)].rep
        if isOneReps { continue }
        neighbours[first] = UInt8(clamping: Int(neighbours[first]) + others)
        neighbours[second] = UInt8(clamping: Int(neighbours[second]) + reps)
      }
    }
    for group in 0..<looks.count where Int(neighbours[group]) + 1 >= policy.commonPhotoReps {
      common += looks[group]
    }
    for pair in together + pairs {
      if looks.isSingle(Int(pair.first)) && looks.isSingle(Int(pair.second)) {
        // So are most.
        let photos = (Int32(looks.first(Int(pair.first))), Int32(looks.first(Int(pair.second))))
        guard rows[Int(photos.0)].rep != rows[Int(photos.1)].rep else { continue }
        let isFirst = Self.precedes(photos.0, photos.1, rows)
        let (source, checkIn) = isFirst ? photos : (photos.1, photos.0)
        matches.append(Match(checkIn: checkIn, source: source, distance: pair.distance))
        continue
      }
      for (own, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
        let sources = looks.sources(Int(other), rows)
        for checkIn in looks[Int(own)] {
          let row = rows[Int(checkIn)]
          for source in sources where rows[Int(source)].rep != row.rep {
            guard Self.precedes(source, checkIn, rows) else { continue }
            matches.append(Match(checkIn: checkIn, source: source, distance: pair.distance))
          }
        }
        if own == other { break }
      }
    }
    matches.sort {
      ($0.checkIn, $0.distance, $0.source) < ($1.checkIn, $1.distance, $1.source)
    }
    self.matches = matches
    self.common = common.sorted()
  }

  /// What is known of the photos of some check-ins.
  ///
  /// - Complexity: O(log *n*).
  func answer(_ checkIns: Range<Int>) -> Answer {
    func first(_ count: Int, where isReached: (Int) -> Bool) -> Int {
      var low = 0
      var high = count
      while low < high {
        let middle = low + (high - low) / 2
        if isReached(middle) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let start = first(matches.count) { Int(matches[$0].checkIn) >= checkIns.lowerBound }
    let end = first(matches.count) { Int(matches[$0].checkIn) >= checkIns.upperBound }
    let firstCommon = first(common.count) { Int(common[$0]) >= checkIns.lowerBound }
    let endOfCommon = first(common.count) { Int(common[$0]) >= checkIns.upperBound }
    return Answer(matches: matches[start..<end], common: common[firstCommon..<endOfCommon])
  }

  /// Whether a photo was used before another.
  static func precedes(_ first: Int32, _ second: Int32, _ rows: [CheckInRow]) -> Bool {
    (rows[Int(first)].time, first) < (rows[Int(second)].time, second)
  }

  /// The difference hash of a photo, unless the picture is too dark or even to tell anything.
  static func telling(_ photo: PhotoRow, _ policy: LinkPolicy) -> UInt64? {
    guard let hash = photo.hash else { return nil }
    let set = hash.nonzeroBitCount
    return min(set, 64 - set) < policy.blandPhotoBits ? nil : hash
  }
}

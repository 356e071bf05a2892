import LeadlineGeometry
import LeadlineModel
import Synchronization

/// How often each exact accuracy and altitude occurs among all reps' own fixes, by version of the app.
///
/// Fixes of networks and old ones, which rules on readings leave out, don't count.
/// Counted in a table of fixed size by a hash: two values that share a slot look more usual than
/// they are, which only ever excuses.
struct ReadingHabits: Sendable {
  /// What is read.
  enum Reading: Int, Sendable, CaseIterable {
    case accuracy
    case altitude

    /// The bits of the value of a check-in; all unknown values are one.
    func bits(_ row: CheckInRow) -> UInt32 {
      let value = self == .accuracy ? row.accuracyMetres : row.altitudeMetres
      return value.isNaN ? .max : value.bitPattern
    }
  }

  private static let slots = 1 << 16
  /// So many fixes of others weigh as much as the rep's own habit.
  private static let unknownFixes = 30.0
  private let counts: [[Int32]]
  private let fixes: [Int32]
  private let rareWhole: Double
  private let rareFraction: Double

  init(_ data: AuditData, threads: Int?) {
    let versions = data.appVersions.count + 1
    let empty = [[Int32]](repeating: [Int32](repeating: 0, count: Self.slots), count: 2)
    let total = Mutex((counts: empty, fixes: [Int32](repeating: 0, count: versions)))
    Workers.split(data.checkIns.count, size: 1 << 14, threads: threads) { next in
      var accuracies = empty[0]
      var altitudes = empty[1]
      var fixes = [Int32](repeating: 0, count: versions)
      while let range = next() {
        for row in data.checkIns[range] where row.isOwnFix {
          accuracies[Self.slot(Reading.accuracy.bits(row), row.appVersion)] += 1
          altitudes[Self.slot(Reading.altitude.bits(row), row.appVersion)] += 1
          fixes[Int(row.appVersion) + 1] += 1
        }
      }
      total.withLock { total in
        for slot in 0..<Self.slots {
          total.counts[0][slot] += accuracies[slot]
          total.counts[1][slot] += altitudes[slot]
        }
        for version in fixes.indices { total.fixes[version] += fixes[version] }
      }
    }
    (counts, fixes) = total.withLock { ($0.counts, $0.fixes) }
    (rareWhole, rareFraction) = Self.rareFormats(data)
  }

  /// The share of accuracies in full metres on phones that seldom give such, or of others on phones
  /// that mostly do.
  func rareFormatShare(isWhole: Bool) -> Double { isWhole ? rareWhole : rareFraction }

  private static func rareFormats(_ data: AuditData) -> (whole: Double, fraction: Double) {
    var whole = (rare: 0, all: 0)
    var fraction = (rare: 0, all: 0)
    for rep in data.reps.indices {
      var all = 0
      var full = 0
      for checkIn in data.checkIns(ofRep: rep) {
        let row = data.checkIns[checkIn]
        guard row.hasReceiversAccuracy else { continue }
        all += 1
        if row.hasWholeAccuracy { full += 1 }
      }
      if 2 * full < all {
        whole = (whole.rare + full, whole.all + all)
      } else {
        fraction = (fraction.rare + all - full, fraction.all + all)
      }
    }
    return (
      Double(whole.rare + 1) / Double(whole.all + 10),
      Double(fraction.rare + 1) / Double(fraction.all + 10)
    )
  }

  /// The share of a value among the fixes of other reps with a version of the app.
  ///
  /// - Parameters:
  ///   - bits: The value.
  ///   - reading: What it is a value of.
  ///   - version: Position of the app's version, -1 for none.
  ///   - own: How many of the rep's own fixes have it.
  ///   - ownFixes: How many fixes the rep has with this version.
  /// - Returns: 0 to 1; drawn to the rep's own share where hardly anybody else uses the version, to 0
  ///   if that is unknown.
  func share(
    of bits: UInt32,
    _ reading: Reading,
    version: Int32,
    own: Int,
    ownFixes: Int
  ) -> Double {
    let others = Int(fixes[Int(version) + 1]) - ownFixes
    guard version >= 0 || others > 0 else { return 0 }
    // Where hardly anybody else uses the version, nobody can tell its habit from the rep's.
    let habit = version < 0 ? 0 : Double(own) / Double(max(1, ownFixes))
    let having = Int(counts[reading.rawValue][Self.slot(bits, version)]) - own
    let known = Double(max(0, having)) + Self.unknownFixes * habit
    return min(1, known / (Double(others) + Self.unknownFixes))
  }

  private static func slot(_ bits: UInt32, _ version: Int32) -> Int {
    let mixed =
      (UInt64(bits) &* 0x9E37_79B9_7F4A_7C15)
      ^ (UInt64(UInt32(bitPattern: version)) &* 0xD6E8_FEB8_6659_FD93)
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 29) >> 16) & (slots - 1)
  }
}

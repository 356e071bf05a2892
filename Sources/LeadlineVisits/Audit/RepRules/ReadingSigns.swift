import Foundation
import LeadlineModel

/// What the readings of a rep's fixes say, each as the logarithm of how much likelier a made-up fix has it.
///
/// - One exact accuracy, or one exact altitude (none counts as one), comes again and again among
///   values that otherwise vary, with one version of the app. With p the largest of its share with other
///   reps who use the same version of the app (times 1.5, as phones differ), the share of the rep's next
///   favourite value (not asked for 0, which apps preset), and 1 / n, a fix with it weighs k / p and one
///   without (1 - k) / (1 - p), k ``RepRulesPolicy/constantReadingShare``.
/// - So does an accuracy in full metres on a phone that seldom gives such, and the other way about.
/// - The provider, by no more than the rep's other fixes allow.
struct ReadingSigns {
  /// Fewer fixes tell nothing of a habit.
  static let leastFixes = 20
  /// Of made-up fixes.
  private static let satelliteShare = 0.7

  /// ln r of each fix, in their order.
  private(set) var ratios: [Double]
  /// Which fixes have a favourite value.
  private(set) var isFavourite: [Bool]
  /// Whether any value, or way to write it, is a sign; the provider says nothing by itself.
  private(set) var areTelling = false
  /// How the fixes whose readings are signs lie in time.
  private(set) var bouts = Bouts()

  private let rows: [CheckInRow]
  private let fixes: [Int]
  private let habits: ReadingHabits
  private let constant: Double

  /// Weighs the readings of a rep's own fixes.
  ///
  /// - Parameters:
  ///   - fixes: The check-ins with such fixes, by time.
  ///   - habits: What is usual.
  ///   - context: What is judged by.
  init(_ fixes: [Int], _ habits: ReadingHabits, _ context: AuditContext) {
    rows = context.data.checkIns
    self.fixes = fixes
    self.habits = habits
    constant = context.policy.repRules.constantReadingShare
    ratios = [Double](repeating: 0, count: fixes.count)
    isFavourite = [Bool](repeating: false, count: fixes.count)
    for own in byVersion() {
      for reading in ReadingHabits.Reading.allCases { weigh(reading, own) }
    }
    weighFormat()
    // How phones find their position changes with the place, in bouts too.
    for (checkIn, ratio) in zip(fixes, ratios) {
      bouts.add(ratio > 0, day: LocalDay.of(rows[checkIn]))
    }
    weighProvider()
  }

  /// The fixes of each version of the app that the rep used enough to have habits with it: what one
  /// never sends, the next may.
  private func byVersion() -> [[Int]] {
    var versions: [Int32] = []
    for checkIn in fixes where !versions.contains(rows[checkIn].appVersion) {
      versions.append(rows[checkIn].appVersion)
    }
    return versions.map { version in
      fixes.indices.filter { rows[fixes[$0]].appVersion == version }
    }.filter { $0.count >= Self.leastFixes }
  }

  /// Weighs the rep's favourite value of a reading with one version of the app, if there is one.
  private mutating func weigh(_ reading: ReadingHabits.Reading, _ own: [Int]) {
    var values = own.map { reading.bits(rows[fixes[$0]]) }
    ByteSort.sort(&values)
    var favourite: (bits: UInt32, count: Int, excess: Double)?
    var nextCount = 0
    let total = Double(own.count)
    let version = rows[fixes[own[0]]].appVersion
    var start = 0
    while start < values.count {
      var end = start + 1
      while end < values.count && values[end] == values[start] { end += 1 }
      let count = end - start
      if count >= 3 {
        let share = habits.share(
          of: values[start],
          reading,
          version: version,
          own: count,
          ownFixes: own.count
        )
        let expected = max(1, 1.5 * share * total)
        let excess = Double(count) * log(Double(count) / expected)
        if excess > favourite?.excess ?? 0 {
          nextCount = max(nextCount, favourite?.count ?? 0)
          favourite = (values[start], count, excess)
        } else {
          nextCount = max(nextCount, count)
        }
      } else {
        nextCount = max(nextCount, count)
      }
      start = end
    }
    guard let favourite else { return }
    let others = habits.share(
      of: favourite.bits,
      reading,
      version: version,
      own: favourite.count,
      ownFixes: own.count
    )
    // Of all values zero is the one that apps preset, so no other one's frequency counts for it.
    let next = favourite.bits == 0 ? 1 : nextCount
    let usual = max(1.5 * others, Double(next) / total, 1 / total)
    guard usual < constant, Double(favourite.count) > 2 * usual * total else { return }
    areTelling = true
    let (having, lacking) = Self.ratios(constant, usual)
    for fix in own {
      let hasIt = reading.bits(rows[fixes[fix]]) == favourite.bits
      ratios[fix] += hasIt ? having : lacking
      isFavourite[fix] = isFavourite[fix] || hasIt
    }
  }

  /// Weighs how the phone writes its accuracies: always in full metres, or seldom.
  ///
  /// That is the make's, so that on one phone the seldomer of the two is a sign; where another phone
  /// comes into use, it has its own habit.
  private mutating func weighFormat() {
    var devices: [Int32] = []
    for checkIn in fixes where !devices.contains(rows[checkIn].device) {
      devices.append(rows[checkIn].device)
    }
    for device in devices {
      let own = fixes.indices.filter {
        rows[fixes[$0]].device == device && rows[fixes[$0]].hasReceiversAccuracy
      }
      guard own.count >= Self.leastFixes else { continue }
      let isWhole = own.map { rows[fixes[$0]].hasWholeAccuracy }
      let whole = isWhole.count { $0 }
      let isWholeRare = 2 * whole < own.count
      let rare = isWholeRare ? whole : own.count - whole
      let total = Double(own.count)
      let usual = max(habits.rareFormatShare(isWhole: isWholeRare), 1 / total)
      // Two standard deviations above what is usual; less shows nothing.
      guard usual < constant, Double(rare) > usual * total + 2 * (usual * total).squareRoot()
      else { continue }
      areTelling = true
      let (having, lacking) = Self.ratios(constant, usual)
      for (fix, isWhole) in zip(own, isWhole) {
        ratios[fix] += isWhole == isWholeRare ? having : lacking
      }
    }
  }

  /// Weighs whether the fix is said to be of satellites alone.
  ///
  /// Made-up positions are given out as such, while phones mostly fuse. By no more than the rep's other
  /// fixes allow, so it says nothing by itself.
  private mutating func weighProvider() {
    let known = fixes.count { rows[$0].provider != nil }
    let satellites = fixes.count { rows[$0].provider == .gps }
    guard known >= Self.leastFixes, satellites > 0, satellites < known else { return }
    let usual = Double(satellites) / Double(known)
    guard usual < Self.satelliteShare else { return }
    let (having, lacking) = Self.ratios(Self.satelliteShare, usual)
    for (fix, checkIn) in fixes.enumerated() {
      switch rows[checkIn].provider {
      case .gps: ratios[fix] += having
      case nil: break
      default: ratios[fix] += lacking
      }
    }
  }

  /// What it weighs to have a sign and to lack it, by the shares of made-up and of true fixes with it.
  private static func ratios(_ made: Double, _ usual: Double) -> (having: Double, lacking: Double) {
    (log(made / usual), log((1 - made) / (1 - usual)))
  }
}

extension CheckInRow {
  /// Whether the accuracy is one that a receiver stated; networks state full metres on any phone, and an
  /// app that names no providers does not tell which fixes are theirs.
  var hasReceiversAccuracy: Bool { isOwnFix && provider != nil && !accuracyMetres.isNaN }
  /// Whether the accuracy is stated in full metres.
  var hasWholeAccuracy: Bool {
    // With no call; from 2²⁴ on all are whole.
    abs(accuracyMetres) < 0x1p24
      ? Float(Int32(accuracyMetres)) == accuracyMetres : !accuracyMetres.isNaN
  }
}

import Foundation
import LeadlineModel

/// Finds days whose check-ins are those of an earlier day, played again.
///
/// A recording that is played again repeats the check-ins with it: each is at the store at which the
/// earlier one was, all are later by one shift of time, and a receiver's readings come again to the
/// last digit, or nearly so where somebody jitters the coordinates. Weighed for each pair of days:
///
/// - Time: the first pair of check-ins sets the shift; each further one meets it within three
///   seconds by chance with ``RepRulesPolicy/honestLegShare``, as stays differ by minutes. So does
///   the first where the shift is whole days, as it is for one replay in three. Divided by the number
///   of days that it might have been.
/// - Readings: of true visits, accuracy, altitude and speed are independent, and each is as often this
///   value as with the rep's other fixes. Coordinates that are equal too are so with
///   ``RepRulesPolicy/honestRepeatedShare``, and with ``RepRulesPolicy/honestRepeatedElsewhereShare``
///   where the fix has a time of its own or an altitude: a stored fix shows its age, and a position out
///   of a table of networks has no altitude; and as often as with others who use the same version of
///   the app, which may round. Of replays, half repeat the coordinates and four of five the
///   readings. Fixes of networks and old ones say nothing.
///
/// Where no readings tell, times alone accuse nobody. Only the later day is accused: the recorded visit was a true one.
struct ReplayedVisits {
  /// A check-in that repeats an earlier one.
  struct Replayed {
    var checkIn: Int
    var ratio: Double
    /// By how much later it is, seconds.
    var shift: Double
    /// How many check-ins of the day do so.
    var checkIns: Int
    /// How many of them repeat the readings.
    var alike: Int
    /// The earlier one.
    var original: Int
  }

  private static let toleranceSeconds = 3.0
  /// So many earlier visits to the store are looked at.
  private static let mostEarlierVisits = 32
  /// Shorter shifts are the same day's.
  private static let leastShift = 43_200.0
  private static let wholeDayShare = 1.0 / 3
  private static let equalCoordinateShare = 0.5
  private static let equalReadingShare = 0.8
  /// From here on, readings that come again are no chance.
  private static let tellingRatio = 1.5

  private struct Pair {
    /// The day and the original day, which order as these two do.
    var days: UInt64
    var shift: Double
    var later: Int32
    var earlier: Int32
    /// What the readings weigh.
    var readings: Double

    init(_ later: Visit, _ earlier: Visit, readings: Double) {
      days = Self.days(later, earlier)
      shift = later.time - earlier.time
      self.later = later.checkIn
      self.earlier = earlier.checkIn
      self.readings = readings
    }

    var day: UInt64 { days >> 32 }

    static func days(_ later: Visit, _ earlier: Visit) -> UInt64 {
      key(later.day) << 32 | key(earlier.day)
    }

    private static func key(_ day: Int32) -> UInt64 {
      UInt64(UInt32(bitPattern: day) ^ 1 << 31)
    }
  }

  /// What pairs are made of, and what is asked of each of many pairs.
  private struct Visit {
    var store: Int32
    var checkIn: Int32
    var day: Int32
    var appVersion: Int32
    var time: Double
    var longitude: Double
    var latitude: Double
    /// See ``ReadingShares``.
    var readings: SIMD4<Float>
    /// Whether the readings are those of the phone's own receiver.
    var isOwnFix: Bool
    /// Whether the fix is not known to be an old one.
    var isCurrent: Bool
    /// Whether the fix has a time of its own or an altitude.
    var isFresh: Bool
  }

  private let context: AuditContext
  private let dossier: RepDossier

  init(_ context: AuditContext, _ dossier: RepDossier) {
    self.context = context
    self.dossier = dossier
  }

  /// The check-ins that repeat earlier ones, by time; one entry each.
  ///
  /// - Complexity: O(*n* log *n*) but for the pairs of visits to one store.
  func find() -> [Replayed] {
    let visits = visits()
    var shares = ReadingShares(context, dossier)
    let telling = tellingDays(visits, &shares)
    // Plans are kept to the minute, and clocks have few: times alone accuse nobody.
    guard !telling.isEmpty else { return [] }
    var pairs: [Pair] = []
    // The days of all pairs, whose readings need not tell.
    var compared: [UInt64] = []
    Self.forEachVisit(of: visits) { later, others in
      guard let originals = telling[visits[later].day] else { return }
      for earlier in others {
        let (later, earlier) = (visits[later], visits[earlier])
        compared.append(Pair.days(later, earlier))
        guard originals.contains(earlier.day) else { continue }
        pairs.append(Pair(later, earlier, readings: weighReadings(earlier, later, &shares)))
      }
    }
    pairs.sort {
      ($0.days, $0.shift, $0.later, $0.earlier) < ($1.days, $1.shift, $1.later, $1.earlier)
    }
    ByteSort.sort(&compared)
    var earlierDays: [UInt64: Int] = [:]
    for position in compared.indices
    where position == 0 || compared[position] != compared[position - 1] {
      earlierDays[compared[position] >> 32, default: 0] += 1
    }
    var best: [Int: Replayed] = [:]
    for day in pairs.runs(by: \.day) {
      weigh(day, days: earlierDays[day[day.startIndex].day] ?? 1, &best)
    }
    return best.values.sorted { $0.checkIn < $1.checkIn }
  }

  /// The rep's check-ins by store, then by time.
  private func visits() -> [Visit] {
    let rows = context.data.checkIns
    return dossier.byStore.map { checkIn in
      let row = rows[checkIn]
      return Visit(
        store: row.store,
        checkIn: Int32(truncatingIfNeeded: checkIn),
        day: Int32(clamping: LocalDay.of(row)),
        appVersion: row.appVersion,
        time: row.time,
        longitude: row.longitude,
        latitude: row.latitude,
        readings: ReadingShares.readings(row),
        isOwnFix: row.isOwnFix,
        isCurrent: context.positions[checkIn]?.staleSeconds == nil,
        isFresh: !row.fixTime.isNaN || !row.altitudeMetres.isNaN
      )
    }
  }

  /// The days with a check-in whose readings are those of an earlier one, and no chance, and for each
  /// the days of the earlier ones.
  private func tellingDays(
    _ visits: [Visit],
    _ shares: inout ReadingShares
  ) -> [Int32: [Int32]] {
    var days: [Int32: [Int32]] = [:]
    Self.forEachVisit(of: visits) { later, others in
      let readings = visits[later].readings
      // Others never tell, and nearly all are such.
      for earlier in others where ReadingShares.areEqual(visits[earlier].readings, readings) {
        guard weighReadings(visits[earlier], visits[later], &shares) >= Self.tellingRatio else {
          continue
        }
        let (day, original) = (visits[later].day, visits[earlier].day)
        if days[day]?.contains(original) != true { days[day, default: []].append(original) }
      }
    }
    return days
  }

  /// Gives each check-in with the earlier ones at the store on different days.
  @inline(__always)
  private static func forEachVisit(
    of visits: [Visit],
    _ body: (_ later: Int, _ earlier: Range<Int>) -> Void
  ) {
    var first = 0
    for position in visits.indices {
      if visits[position].store != visits[first].store { first = position }
      let start = max(first, position - mostEarlierVisits)
      var end = position
      while end > start, visits[position].time - visits[end - 1].time < leastShift { end -= 1 }
      if start < end { body(position, start..<end) }
    }
  }

  /// Weighs the pairs of one day; those of one earlier day lie together, by shift.
  private func weigh(
    _ pairs: ArraySlice<Pair>,
    days: Int,
    _ best: inout [Int: Replayed]
  ) {
    let policy = context.policy.repRules
    var low = pairs.startIndex
    for high in pairs.indices {
      while pairs[low].days != pairs[high].days
        || pairs[high].shift - pairs[low].shift > Self.toleranceSeconds
      { low += 1 }
      // Only the widest window that ends here, and only if nothing more fits behind it.
      if high + 1 < pairs.endIndex, pairs[high + 1].days == pairs[low].days,
        pairs[high + 1].shift - pairs[low].shift <= Self.toleranceSeconds
      {
        continue
      }
      let count = high + 1 - low
      var sum = 0.0
      var alike = 0
      for pair in low...high {
        sum += pairs[pair].readings
        if pairs[pair].readings >= Self.tellingRatio { alike += 1 }
      }
      guard alike > 0 else { continue }
      var time = Double(count - 1) * -log(policy.honestLegShare)
      let days86400 = (pairs[high].shift / 86_400).rounded()
      if abs(pairs[high].shift - days86400 * 86_400) <= Self.toleranceSeconds {
        time += log(Self.wholeDayShare / policy.honestLegShare)
      }
      let ratio = log(policy.falseReplayShare) + sum + max(0, time - log(Double(days)))
      guard ratio >= policy.leastRatio else { continue }
      for pair in low...high {
        let checkIn = Int(pairs[pair].later)
        let replayed = Replayed(
          checkIn: checkIn,
          ratio: min(ratio, policy.greatestRatio),
          shift: pairs[pair].shift,
          checkIns: count,
          alike: alike,
          original: Int(pairs[pair].earlier)
        )
        if replayed.ratio > best[checkIn]?.ratio ?? 0 { best[checkIn] = replayed }
      }
    }
  }

  /// ln of how much likelier the readings of two check-ins are when one is a copy; 0 where they can't
  /// tell.
  private func weighReadings(
    _ first: Visit,
    _ second: Visit,
    _ shares: inout ReadingShares
  ) -> Double {
    let policy = context.policy.repRules
    guard first.isOwnFix, second.isOwnFix, second.isCurrent else { return 0 }
    let comparison = shares.compare(first.readings, second.readings)
    if first.longitude == second.longitude && first.latitude == second.latitude {
      // Typed and made-up points come again without any recording.
      guard comparison.isEqual else { return 0 }
      return log(
        Self.equalCoordinateShare
          / min(
            1,
            (second.isFresh ? policy.honestRepeatedElsewhereShare : policy.honestRepeatedShare)
              + shares.repeatedShare(second.appVersion) * comparison.chance
          )
      )
    }
    guard comparison.fields > 0 else { return 0 }
    guard comparison.isEqual else { return log(1 - Self.equalReadingShare) }
    return log(
      Self.equalReadingShare / min(1, comparison.chance + policy.honestRepeatedElsewhereShare)
    )
  }
}

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
    var day: Int
    var originalDay: Int
    var shift: Double
    var later: Int
    var earlier: Int
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
    var pairs = pairs()
    guard !pairs.isEmpty else { return [] }
    pairs.sort {
      ($0.day, $0.originalDay, $0.shift, $0.later, $0.earlier)
        < ($1.day, $1.originalDay, $1.shift, $1.later, $1.earlier)
    }
    var shares = ReadingShares(context, dossier)
    var best: [Int: Replayed] = [:]
    var start = 0
    while start < pairs.count {
      var end = start
      var days = 0
      while end < pairs.count && pairs[end].day == pairs[start].day {
        if end == start || pairs[end].originalDay != pairs[end - 1].originalDay { days += 1 }
        end += 1
      }
      weigh(pairs[start..<end], days: days, &shares, &best)
      start = end
    }
    return best.values.sorted { $0.checkIn < $1.checkIn }
  }

  /// Check-ins at one store on different days.
  private func pairs() -> [Pair] {
    let rows = context.data.checkIns
    let order = dossier.checkIns.sorted {
      (rows[$0].store, rows[$0].time, $0) < (rows[$1].store, rows[$1].time, $1)
    }
    var pairs: [Pair] = []
    var first = 0
    for position in order.indices {
      let row = rows[order[position]]
      if row.store != rows[order[first]].store { first = position }
      for earlier in max(first, position - Self.mostEarlierVisits)..<position {
        let original = rows[order[earlier]]
        let shift = row.time - original.time
        guard shift >= Self.leastShift else { break }
        pairs.append(
          Pair(
            day: LocalDay.of(row),
            originalDay: LocalDay.of(original),
            shift: shift,
            later: order[position],
            earlier: order[earlier]
          )
        )
      }
    }
    return pairs
  }

  /// Weighs the pairs of one day; those of one earlier day lie together, by shift.
  private func weigh(
    _ pairs: ArraySlice<Pair>,
    days: Int,
    _ shares: inout ReadingShares,
    _ best: inout [Int: Replayed]
  ) {
    let policy = context.policy.repRules
    let readings = pairs.map { weighReadings($0, &shares) }
    var low = pairs.startIndex
    for high in pairs.indices {
      while pairs[low].originalDay != pairs[high].originalDay
        || pairs[high].shift - pairs[low].shift > Self.toleranceSeconds
      { low += 1 }
      // Only the widest window that ends here, and only if nothing more fits behind it.
      if high + 1 < pairs.endIndex, pairs[high + 1].originalDay == pairs[low].originalDay,
        pairs[high + 1].shift - pairs[low].shift <= Self.toleranceSeconds
      {
        continue
      }
      let count = high + 1 - low
      var sum = 0.0
      var alike = 0
      for pair in low...high {
        sum += readings[pair - pairs.startIndex]
        if readings[pair - pairs.startIndex] >= Self.tellingRatio { alike += 1 }
      }
      // Plans are kept to the minute, and clocks have few: times alone accuse nobody.
      guard alike > 0 else { continue }
      var time = Double(count - 1) * -log(policy.honestLegShare)
      let days86400 = (pairs[high].shift / 86_400).rounded()
      if abs(pairs[high].shift - days86400 * 86_400) <= Self.toleranceSeconds {
        time += log(Self.wholeDayShare / policy.honestLegShare)
      }
      let ratio = log(policy.falseReplayShare) + sum + max(0, time - log(Double(days)))
      guard ratio >= policy.leastRatio else { continue }
      for pair in low...high {
        let replayed = Replayed(
          checkIn: pairs[pair].later,
          ratio: min(ratio, policy.greatestRatio),
          shift: pairs[pair].shift,
          checkIns: count,
          alike: alike,
          original: pairs[pair].earlier
        )
        if replayed.ratio > best[pairs[pair].later]?.ratio ?? 0 {
          best[pairs[pair].later] = replayed
        }
      }
    }
  }

  /// ln of how much likelier the readings of two check-ins are when one is a copy; 0 where they can't
  /// tell.
  private func weighReadings(_ pair: Pair, _ shares: inout ReadingShares) -> Double {
    let policy = context.policy.repRules
    let first = context.data.checkIns[pair.earlier]
    let second = context.data.checkIns[pair.later]
    guard first.isOwnFix, second.isOwnFix, context.positions[pair.later]?.staleSeconds == nil
    else { return 0 }
    let comparison = shares.compare(first, second)
    if first.longitude == second.longitude && first.latitude == second.latitude {
      // Typed and made-up points come again without any recording.
      guard comparison.isEqual else { return 0 }
      let isFresh = !second.fixTime.isNaN || !second.altitudeMetres.isNaN
      return log(
        Self.equalCoordinateShare
          / min(
            1,
            (isFresh ? policy.honestRepeatedElsewhereShare : policy.honestRepeatedShare)
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

/// How often the rep's fixes have a value of a reading.
private struct ReadingShares {
  private struct Key: Hashable {
    var reading: Int
    var bits: UInt32
  }

  private let context: AuditContext
  private let dossier: RepDossier
  private var counts: [Key: Int] = [:]
  private var total = 0
  private var last: (version: Int32, share: Double)?

  init(_ context: AuditContext, _ dossier: RepDossier) {
    self.context = context
    self.dossier = dossier
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      guard row.isOwnFix else { continue }
      total += 1
      for (reading, value) in Self.readings(row).enumerated() where !value.isNaN {
        counts[Key(reading: reading, bits: value.bitPattern), default: 0] += 1
      }
    }
  }

  /// How often others' check-ins with a version of the app have the coordinates of another one.
  mutating func repeatedShare(_ version: Int32) -> Double {
    if let last, last.version == version { return last.share }
    let share = context.habits.share(
      of: .repeated,
      version: version,
      besides: dossier,
      context.data,
      context.policy.repRules
    ).usual
    last = (version, share)
    return share
  }

  private static func readings(_ row: CheckInRow) -> [Float] {
    [row.accuracyMetres, row.altitudeMetres, row.speedMetresPerSecond]
  }

  /// Whether all readings that both have are equal, how many they are, and the probability that
  /// independent ones would be.
  func compare(_ first: CheckInRow, _ second: CheckInRow) -> (
    isEqual: Bool, fields: Int, chance: Double
  ) {
    var fields = 0
    var chance = 1.0
    for (reading, values) in zip(Self.readings(first), Self.readings(second)).enumerated()
    where !values.0.isNaN && !values.1.isNaN {
      guard values.0 == values.1 else { return (false, max(1, fields), 1) }
      fields += 1
      // Less the pair's own.
      let count = counts[Key(reading: reading, bits: values.0.bitPattern), default: 2] - 2
      chance *= (Double(max(0, count)) + 1) / Double(max(1, total))
    }
    return (true, fields, chance)
  }
}

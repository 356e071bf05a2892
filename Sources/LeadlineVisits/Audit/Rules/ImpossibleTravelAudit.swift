import Foundation
import LeadlineGeometry
import LeadlineModel

/// The rep can't have come from one check-in to another in the time between.
///
/// With d the distance of the fixes less three standard deviations of their joint error (at least
/// that of reflections between buildings), the way takes at least the shortest of driving, going by
/// train and flying; see ``RepRulesPolicy``. A way that takes longer than the time between the fixes
/// and ``RepRulesPolicy/clockSeconds`` is impossible.
///
/// - Left out: fixes far from their store, which ``TooFarRule`` judges and which may be worthless.
///   A `cached` fix that tells no time may be as old as the policy says. Where the server's times tell
///   that a clock was wrong (sent before it happened, or two delays that differ by quarters of an
///   hour) and by them the way is possible, it is.
/// - Who is to blame: the longest series of check-ins that can all be true is looked for in the day. A
///   check-in through which the longest series has δ fewer than that needs δ + 1 others to be false
///   where it is true itself: ratio = s / (h + s p^(δ + 1)), with s and h the shares of false and true
///   check-ins that look so and p the prior of a false one. Those in all longest series are clear.
///
/// The track tells too, see ``TrackJumps``.
struct ImpossibleTravelAudit: AuditRule {
  static let facts = RuleFacts(
    .impossibleTravel,
    .geometry,
    version: 4,
    evidence: [
      ("distance", "m"), ("time", "s"), ("time needed", "s"), ("jumps of the track", ""),
    ],
    excuse: "a clock was changed, or one of the fixes is an old one"
  )
  /// The longest series that is looked at as one, to bound the work.
  private static let longestSeries = 128
  /// After so long one may be anywhere, seconds.
  private static let pauseSeconds = 4.0 * 3_600

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  private struct Sighting {
    var checkIn: Int
    /// From the rep's first fix, metres.
    var place: LocalOffset
    /// Of the fix, per axis, square metres.
    var variance: Double
    var time: Double
    /// How much earlier the fix may be, seconds.
    var slack: Double
    /// From the claimed time to the server's, seconds; NaN when unknown.
    var delay: Double
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    var series: [Sighting] = []
    var isBroken = false
    var scale: LocalScale?
    func finish() {
      if isBroken { blame(series, &marks) }
      series.removeAll(keepingCapacity: true)
      isBroken = false
    }
    for checkIn in dossier.checkIns {
      // Nothing speaks against most, and that needs no logarithm.
      guard let position = context.positions[checkIn],
        position.likelihoodRatio > 1
          || -log(position.likelihoodRatio) < context.policy.verification.distanceRatio
      else { continue }
      let plane = scale ?? LocalScale(position.coordinate)
      scale = plane
      let sighting = sighting(checkIn, position, plane)
      if let last = series.last {
        if sighting.time - last.time > Self.pauseSeconds || series.count == Self.longestSeries {
          finish()
        } else if hop(last, sighting) != nil {
          isBroken = true
        }
      }
      series.append(sighting)
    }
    finish()
    for jumped in TrackJumps(context).find(dossier) {
      marks.beginFinding()
      marks.mark(
        jumped.checkIn,
        ratio: jumped.ratio,
        (
          jumped.metres, jumped.seconds,
          jumped.metres / context.policy.repRules.townMetresPerSecond, Double(jumped.jumps)
        )
      )
    }
  }

  private func sighting(_ checkIn: Int, _ position: PositionEvidence, _ plane: LocalScale)
    -> Sighting
  {
    let verification = context.policy.verification
    let row = context.data.checkIns[checkIn]
    let radius = max(Double(position.accuracyMetres), verification.multipathMetres)
    let isOld = row.provider == .cached && row.fixTime.isNaN
    return Sighting(
      checkIn: checkIn,
      place: plane.offset(to: position.coordinate),
      variance: PresenceModel.variance(radiusMetres: radius),
      time: row.fixTime.isNaN ? row.time : row.fixTime,
      slack: isOld ? verification.cachedFixAgeSeconds : 0,
      delay: row.submittedAt - row.time
    )
  }

  /// What is impossible about a way; nil if nothing is.
  private func hop(_ first: Sighting, _ second: Sighting) -> (
    metres: Double, seconds: Double, needed: Double
  )? {
    let policy = context.policy.repRules
    let square = first.place.squaredDistance(to: second.place)
    let seconds = abs(second.time - first.time)
    let slack = policy.clockSeconds + first.slack + second.slack
    // Decided without a root for nearly all.
    let reach = (seconds + slack) * policy.driveMetresPerSecond
    if square <= reach * reach { return nil }
    let metres = square.squareRoot()
    // 2 % for what the plane is off.
    let least = 0.98 * metres - 3 * (first.variance + second.variance).squareRoot()
    let needed = self.seconds(for: least)
    guard needed > seconds + slack else { return nil }
    let serverSeconds = abs(second.time + second.delay - first.time - first.delay)
    if needed <= serverSeconds + slack && isClockChange(first.delay, second.delay) { return nil }
    return (metres, seconds, needed)
  }

  /// The least time for a way, seconds.
  private func seconds(for metres: Double) -> Double {
    let policy = context.policy.repRules
    return min(
      metres / policy.driveMetresPerSecond,
      policy.trainSeconds + metres / policy.trainMetresPerSecond,
      policy.flightSeconds + metres / policy.flightMetresPerSecond
    )
  }

  /// Whether two delays tell that a clock was wrong.
  private func isClockChange(_ first: Double, _ second: Double) -> Bool {
    if min(first, second) < -30 { return true }
    let quarters = (second - first) / 900
    return abs(quarters) > 0.5 && abs(quarters - quarters.rounded()) < 0.1
  }

  private func blame(_ series: [Sighting], _ marks: inout MarkList) {
    let count = series.count
    var isPossible = [Bool](repeating: true, count: count * count)
    for second in 0..<count {
      for first in 0..<second where hop(series[first], series[second]) != nil {
        isPossible[first * count + second] = false
      }
    }
    // The most that can be true up to and with each check-in, and from each on.
    var upTo = [Int](repeating: 1, count: count)
    var from = [Int](repeating: 1, count: count)
    for second in 0..<count {
      for first in 0..<second where isPossible[first * count + second] {
        upTo[second] = max(upTo[second], upTo[first] + 1)
      }
    }
    for first in stride(from: count - 1, through: 0, by: -1) {
      for second in first + 1..<max(count, first + 1) where isPossible[first * count + second] {
        from[first] = max(from[first], from[second] + 1)
      }
    }
    let longest = upTo.max() ?? 0
    var alternatives = [Int](repeating: 0, count: count + 1)
    for one in 0..<count where upTo[one] + from[one] - 1 == longest {
      alternatives[upTo[one]] += 1
    }
    let policy = context.policy.repRules
    let prior = 1 - context.policy.verification.priorPresence
    marks.beginFinding()
    for one in 0..<count {
      let deficit = longest - (upTo[one] + from[one] - 1)
      if deficit == 0 && alternatives[upTo[one]] == 1 { continue }
      let share = policy.falseTravelShare
      let ratio = log(
        share / (policy.honestTravelShare + share * pow(prior, Double(deficit + 1)))
      )
      var worst: (other: Int, metres: Double, seconds: Double, needed: Double)?
      for other in 0..<count where !isPossible[min(one, other) * count + max(one, other)] {
        guard let hop = hop(series[min(one, other)], series[max(one, other)]) else { continue }
        if worst.map({ hop.seconds < $0.seconds }) ?? true {
          worst = (series[other].checkIn, hop.metres, hop.seconds, hop.needed)
        }
      }
      guard let worst, ratio >= policy.leastRatio else { continue }
      marks.mark(
        series[one].checkIn,
        ratio: min(ratio, policy.greatestRatio),
        (worst.metres, worst.seconds, worst.needed, .nan),
        other: worst.other
      )
    }
  }
}

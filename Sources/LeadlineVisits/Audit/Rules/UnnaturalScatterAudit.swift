import Foundation
import LeadlineGeometry
import LeadlineModel

/// The fixes of several visits lie, or read, unlike a receiver's.
///
/// Three signs of a made-up fix are pooled over the rep, as one visit shows little:
///
/// - One exact accuracy, or one exact altitude (none counts as one), comes again and again among
///   values that otherwise vary. With p the largest of its share with other reps who use the same
///   version of the app (times 1.5, as phones differ), the share of the rep's next favourite value,
///   and 1 / n, a fix with it weighs k / p and one without (1 - k) / (1 - p), k
///   ``RepRulesPolicy/constantReadingShare``.
/// - The fix lies in the ring in which an app scatters what it makes up around the stored position
///   (``RepRulesPolicy/scatterMetres``), where the store itself is not: the believed place of the store,
///   from visits of two colleagues or more, is elsewhere. Weighs the density in the ring over that of
///   a true fix.
///
/// The product r of the signs of each fix goes into a mixture: the rep is honest; or the phone is
/// odd, and the favourite readings mean nothing (as often as not: ``RepRulesPolicy/oddPhones``); or a share
/// π of the visits is made up, π one of 0.03 to 0.8. Bayes' rule over all visits gives the probability
/// that each is made up, and its odds over the prior's are the ratio. Readings alone come to no more than
/// ``RepRulesPolicy/greatestReadingRatio``, as no list of honest phones is complete.
struct UnnaturalScatterAudit: AuditRule {
  static let facts = RuleFacts(
    .unnaturalScatter,
    .repetition,
    evidence: [
      ("accuracy", "m"), ("altitude", "m"), ("distance", "m"), ("check-ins alike", ""),
    ],
    excuse: "the phone gives the same accuracy or altitude for many of its fixes"
  )
  /// Fewer fixes tell nothing of a habit.
  private static let leastFixes = 20
  private static let shares = [0.03, 0.06, 0.12, 0.25, 0.5, 0.8]

  private let context: AuditContext
  private let habits: ReadingHabits

  init(_ context: AuditContext) {
    self.context = context
    habits = ReadingHabits(context.data, threads: context.threads)
  }

  /// One fix.
  private struct Fix {
    var checkIn: Int32
    /// ln r of the readings and of the place.
    var readings = 0.0
    var place: Double
    var isFavourite = false
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    var fixes: [Fix] = []
    fixes.reserveCapacity(dossier.checkIns.count)
    for checkIn in dossier.checkIns {
      guard let position = context.positions[checkIn], position.staleSeconds == nil,
        context.data.checkIns[checkIn].provider != .network
      else { continue }
      fixes.append(Fix(checkIn: Int32(checkIn), place: placeRatio(checkIn, position)))
    }
    guard fixes.count >= Self.leastFixes else { return }
    var hasFavourite = false
    for reading in ReadingHabits.Reading.allCases where weigh(reading, &fixes) {
      hasFavourite = true
    }
    guard hasFavourite || fixes.contains(where: { $0.place > 1 }) else { return }
    judge(fixes, &marks)
  }

  /// Weighs the rep's favourite value of a reading, if there is one.
  private func weigh(_ reading: ReadingHabits.Reading, _ fixes: inout [Fix]) -> Bool {
    let data = context.data
    var values = fixes.map { reading.bits(data.checkIns[Int($0.checkIn)]) }
    values.sort()
    var favourite: (bits: UInt32, count: Int, excess: Double)?
    var nextCount = 0
    let total = Double(fixes.count)
    let version = data.checkIns[Int(fixes[fixes.count / 2].checkIn)].appVersion
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
          ownFixes: fixes.count
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
    guard let favourite else { return false }
    let others = habits.share(
      of: favourite.bits,
      reading,
      version: version,
      own: favourite.count,
      ownFixes: fixes.count
    )
    let usual = max(1.5 * others, Double(nextCount) / total, 1 / total)
    let constant = context.policy.repRules.constantReadingShare
    guard usual < constant, Double(favourite.count) > 2 * usual * total else { return false }
    let having = log(constant / usual)
    let lacking = log((1 - constant) / (1 - usual))
    for fix in fixes.indices {
      let isFavourite =
        reading.bits(data.checkIns[Int(fixes[fix].checkIn)]) == favourite.bits
      fixes[fix].readings += isFavourite ? having : lacking
      fixes[fix].isFavourite = fixes[fix].isFavourite || isFavourite
    }
    return true
  }

  /// The logarithm of how much better the ring around the stored position explains a fix than a visit
  /// to where the store is believed to be does; 0 where both are one place.
  private func placeRatio(_ checkIn: Int, _ position: PositionEvidence) -> Double {
    let row = context.data.checkIns[checkIn]
    let stored = context.storePlaces[Int(row.store)].coordinate
    let scale = LocalScale(stored)
    let reach = context.policy.repRules.scatterMetres
    // The distance is from the believed place: where it is as small, both are one.
    guard !position.isAtRecord, position.distanceMetres > reach,
      scale.offset(to: position.coordinate).metres <= reach
    else { return 0 }
    let (believed, reps) = context.places.place(
      of: Int(row.store),
      without: Int(row.rep),
      at: row.time
    )
    // One colleague may be the one who was not there.
    guard reps > 1, let radius = believed.radiusMetres else { return 0 }
    let deviation =
      (PresenceModel.variance(radiusMetres: Double(position.accuracyMetres))
      + PresenceModel.variance(radiusMetres: radius)
      + context.policy.verification.premisesRadiusMetres
      * context.policy.verification.premisesRadiusMetres / 4).squareRoot()
    guard scale.offset(to: believed.coordinate).metres > 2 * deviation else { return 0 }
    let distance = position.distanceMetres / deviation
    let honest = exp(-distance * distance / 2) / (2 * deviation * deviation)
    // A tenth of true fixes err by more than they state, over some ten times the ring's area.
    let ring = 1 / (reach * reach)
    return log(ring / (0.99 * honest + 0.01 * ring))
  }

  private func judge(_ fixes: [Fix], _ marks: inout MarkList) {
    let policy = context.policy.repRules
    // ln P(all | hypothesis) - ln P(all | honest), for each share; then Bayes.
    var evidence = [Double](repeating: 0, count: Self.shares.count)
    // A phone that is odd explains the readings by themselves, as well as any share does.
    var odd = [Double](repeating: 0, count: Self.shares.count)
    for fix in fixes {
      let ratio = exp(fix.readings + fix.place)
      let reading = exp(fix.readings)
      for (number, share) in Self.shares.enumerated() {
        evidence[number] += log(1 - share + share * ratio)
        odd[number] += log(1 - share + share * reading)
      }
    }
    let greatest = max(0, evidence.max() ?? 0, odd.max() ?? 0)
    let each = 1 / Double(Self.shares.count)
    let weights = evidence.map { policy.scatteringReps * each * exp($0 - greatest) }
    var total = (1 - policy.scatteringReps - policy.oddPhones) * exp(-greatest)
    for number in Self.shares.indices {
      total += weights[number] + policy.oddPhones * each * exp(odd[number] - greatest)
    }
    let prior =
      log(context.policy.verification.priorPresence)
      - log(1 - context.policy.verification.priorPresence)
    let alike = fixes.count { $0.isFavourite }
    marks.beginFinding()
    for fix in fixes where fix.readings + fix.place > 0 {
      let ratio = exp(fix.readings + fix.place)
      var faked = 0.0
      for (number, share) in Self.shares.enumerated() {
        faked += weights[number] / total * share * ratio / (1 - share + share * ratio)
      }
      var logRatio = log(faked) - log1p(-min(faked, 1 - 1e-12)) + prior
      logRatio = min(logRatio, policy.greatestReadingRatio + max(0, fix.place))
      guard logRatio >= policy.leastRatio else { continue }
      let row = context.data.checkIns[Int(fix.checkIn)]
      marks.mark(
        Int(fix.checkIn),
        ratio: min(logRatio, policy.greatestRatio),
        (
          Double(row.accuracyMetres), Double(row.altitudeMetres),
          context.positions[Int(fix.checkIn)]?.distanceMetres ?? .nan, Double(alike)
        )
      )
    }
  }
}

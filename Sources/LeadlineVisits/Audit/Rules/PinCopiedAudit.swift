import Foundation
import LeadlineModel

/// The fix is the store's stored position itself, to some decimetres.
///
/// A phone errs by metres and the rep stands somewhere on the premises, so that a fix falls within
/// ε = ``RepRulesPolicy/pinMetres`` of the stored position with probability ε² / 2σ², some 1 in
/// 10,000 (σ² is the variance per axis of fix, stored position and premises together). One who makes
/// coordinates up has the stored ones at hand.
///
/// Left out is what became the stored position: the fix of a check-in up to
/// ``RepRulesPolicy/foundingSeconds`` after the store was stored or before its position was moved
/// there, and the first check-in at all at a store that does not say since when it is stored. What
/// others' fixes do with the same version of the app counts as chance: some apps snap to the store.
/// Counted are visits on different days or at different stores; see ``Recurrence``.
struct PinCopiedAudit: AuditRule {
  static let facts = RuleFacts(
    .pinCopied,
    .repetition,
    evidence: [("distance", "m"), ("check-ins", ""), ("chance", "")],
    excuse: "the stored position was made from this very fix, or the app moves fixes onto stores"
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.repRules
    let members = dossier.checkIns.filter { context.habits.traits[$0].contains(.pinned) }
    guard let first = members.first else { return }
    var chance = 0.0
    for checkIn in members { chance += self.chance(checkIn) / Double(members.count) }
    let (usual, own) = context.habits.share(
      of: .pinned,
      version: context.data.checkIns[first].appVersion,
      besides: dossier,
      context.data,
      policy
    )
    let ratio = Recurrence(
      falseShare: policy.falsePinShare,
      chance: min(1, chance + usual),
      trials: own,
      quirk: policy.honestPinShare
    ).ratio(
      visits(members),
      policy,
      priorPresence: context.policy.verification.priorPresence
    )
    guard ratio >= policy.leastRatio else { return }
    marks.beginFinding()
    for checkIn in members {
      marks.mark(
        checkIn,
        ratio: ratio,
        (
          context.positions[checkIn]?.distanceMetres ?? .nan, Double(members.count),
          self.chance(checkIn), .nan
        )
      )
    }
  }

  /// How many of the check-ins are of different days or stores; neighbours in time are compared.
  private func visits(_ members: [Int]) -> Int {
    var visits = 1
    for (earlier, later) in zip(members, members.dropFirst()) {
      let first = context.data.checkIns[earlier]
      let second = context.data.checkIns[later]
      if first.store != second.store || LocalDay.of(first) != LocalDay.of(second) { visits += 1 }
    }
    return visits
  }

  /// The probability that a true fix falls so near.
  private func chance(_ checkIn: Int) -> Double {
    let policy = context.policy
    let verification = policy.verification
    let row = context.data.checkIns[checkIn]
    let stored = context.data.stores[Int(row.store)]
    let fix =
      context.positions[checkIn].map { Double($0.accuracyMetres) }
      ?? verification.unknownAccuracyMetres
    let radius =
      stored.accuracyMetres.isNaN
      ? verification.geocodeMedianMetres : Double(stored.accuracyMetres)
    let premises = verification.premisesRadiusMetres
    let variance =
      PresenceModel.variance(radiusMetres: fix) + PresenceModel.variance(radiusMetres: radius)
      + premises * premises / 4
    let distance = policy.repRules.pinMetres
    return distance * distance / (2 * variance)
  }
}

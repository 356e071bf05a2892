import Foundation
import LeadlineGeometry
import LeadlineModel

/// The fix is farther from the store than the errors of both explain, by all that is known of the store.
///
/// Where the store is, other reps tell (``StorePositions``), and the rep's own other visits
/// (``OwnVisits``). An app that never tells how old a fix is may have sent an old one (``OldFix``). The
/// track can speak for the rep:
///
/// - It was at the store at the time, or stood there for some minutes soon after: then the fix is an old
///   one that does not say so, or its signal came by a detour. No mark.
/// - It shows a visit to where the fix is (``VisitStay``): eight in ten true visits do, at whatever place
///   the store turns out to be, and one in ten of those claimed from elsewhere. That takes
///   ln(0.8 / 0.1) off.
///
/// So can an order, see ``AuditContext/orderRelief(_:)``.
struct TooFarAudit: AuditRule {
  static let facts = RuleFacts(
    .tooFar,
    .geometry,
    version: 3,
    evidence: TooFarRule.facts.evidence,
    excuse: TooFarRule.facts.excuse
  )
  /// What a visit by the track takes off.
  static let visitRatio = log(0.8 / 0.1)

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.verification
    for checkIn in dossier.checkIns {
      guard let position = context.positions[checkIn] else { continue }
      let own = Double(position.ownRatio)
      let likelihood = min(position.likelihoodRatio, own)
      // Nothing speaks against most, and that needs no logarithm.
      guard likelihood <= 1 else { continue }
      var ratio = -log(likelihood)
      // Where the own visits tell of the place, little is a sign; a stored position is soon wrong.
      let least =
        own < position.likelihoodRatio
        ? context.policy.repRules.leastRatio : policy.distanceRatio
      guard ratio >= least else { continue }
      let row = context.data.checkIns[checkIn]
      let old = OldFix.likelihoodRatio(checkIn, dossier, context)
      ratio = -log(likelihood + old)
      guard ratio >= least else { continue }
      if let track = context.tracks[dossier.rep] {
        if context.isAtStore(checkIn, at: row.time, track)
          || context.secondsAtStore(checkIn, track) >= TrackDwell.visitSeconds
        {
          continue
        }
        let fix = Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude)
        if context.showsVisit(checkIn, to: fix, track) { ratio -= Self.visitRatio }
      }
      if ratio >= least { ratio -= context.orderRelief(checkIn) }
      guard ratio >= least else { continue }
      marks.beginFinding()
      marks.mark(
        checkIn,
        ratio: ratio,
        (position.distanceMetres, Double(position.accuracyMetres), .nan, .nan)
      )
    }
  }
}

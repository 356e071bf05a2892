import Foundation
import LeadlineGeometry
import LeadlineModel

/// Finds check-ins at several stores during one stay of the rep's track at a place where the stores are
/// not.
///
/// Coarse fixes, or none, leave open where the rep was; the track does not. While a rep stays where he is
/// (``VisitStay``), he visits one store, or those under one roof. Whether a store is where he stays, his
/// own other visits tell (``OwnVisits``); each that speaks against it by ``leastRatio`` or more counts
/// with what it says, as errors of several stores are independent but where their stored positions
/// are near to each other. With Λᵢ of each and s = ``RepRulesPolicy/falsePlaceShare``, the ratio is
/// ln s - Σ ln Λᵢ. One store alone is the business of the rule on tracks.
struct TrackPlaces {
  /// A stay with check-ins at stores that are elsewhere.
  struct Place {
    /// The check-ins at those stores, and how far these are from there, metres.
    var far: [(checkIn: Int, metres: Double)]
    var ratio: Double
    /// Checked in at, and how many of them are elsewhere for reasons of their own.
    var stores: Int
    var causes: Int
  }

  /// Less is no sign.
  private static let leastRatio = 0.7
  /// The longest group that is looked at as one, to bound the work.
  private static let longestGroup = 64

  private let context: AuditContext
  private let dossier: RepDossier

  init(_ context: AuditContext, _ dossier: RepDossier) {
    self.context = context
    self.dossier = dossier
  }

  /// A check-in during a stay.
  private struct Member {
    var checkIn: Int
    var ratio: Double
    var metres: Double
  }

  /// The stays, by time.
  func find() -> [Place] {
    guard let track = context.tracks[dossier.rep], track.count > 4 else { return [] }
    let policy = context.policy.verification
    let visit = VisitStay(track, policy)
    var found: [Place] = []
    var members: [Member] = []
    var last: (time: Double, place: Coordinate)?
    func finish() {
      if members.count > 1, let place = weigh(members) { found.append(place) }
      members.removeAll(keepingCapacity: true)
    }
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      if let last,
        members.count == Self.longestGroup
          || row.time - last.time > context.policy.repRules.placeGapSeconds
      {
        finish()
      }
      guard !isExact(checkIn), let stay = OffTrackRule.stay(track, row.time, policy) else {
        continue
      }
      let plane = TrackPlane(context, checkIn)
      let place = plane.coordinate(of: stay.place)
      if let last, !visit.isStay(at: last.place, from: last.time, to: row.time) { finish() }
      last = (row.time, place)
      let offset = plane.offset(to: stay.place)
      let own = context.places.ownRatio(of: offset, variance: stay.variance, at: checkIn)
      members.append(Member(checkIn: checkIn, ratio: -log(own), metres: offset.metres))
    }
    finish()
    return found
  }

  /// Whether the fix tells where the rep was; then the rules on fixes do.
  private func isExact(_ checkIn: Int) -> Bool {
    guard let position = context.positions[checkIn] else { return false }
    return position.staleSeconds == nil
      && Double(position.accuracyMetres) <= context.policy.places.witnessAccuracyMetres
  }

  private func weigh(_ members: [Member]) -> Place? {
    let rows = context.data.checkIns
    let far = members.filter { $0.ratio >= Self.leastRatio }
    guard far.count > 1 else { return nil }
    let stores = Set(members.map { rows[$0.checkIn].store }).count
    // Of those that share a cause, the first.
    var causes: [Member] = []
    for member in far
    where !causes.contains(where: { context.mayShareCause($0.checkIn, member.checkIn) }) {
      causes.append(member)
    }
    guard causes.count > 1 else { return nil }
    let policy = context.policy.repRules
    let ratio = log(policy.falsePlaceShare) + causes.reduce(0) { $0 + $1.ratio }
    guard ratio >= policy.leastRatio else { return nil }
    return Place(
      far: far.map { ($0.checkIn, $0.metres) },
      ratio: min(ratio, policy.greatestRatio),
      stores: stores,
      causes: causes.count
    )
  }
}

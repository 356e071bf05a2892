import Foundation
import LeadlineGeometry
import LeadlineModel

/// How far an old fix explains a distance where the app tells neither how old its fixes are nor where
/// they come from.
///
/// Phones hand out the last fix they know when they get no new one. It is one of the way from the
/// customer before: roads are up to ``detour`` times as long as the straight line, so it lies in the ellipse
/// around both customers that such ways fill. Of all fixes, ``share`` are old; evenly spread over the
/// ellipse, that is a density, to be compared with the one of those who claim a visit from elsewhere
/// (``PresenceModel``).
enum OldFix {
  /// True check-ins with an old fix.
  ///
  /// A judgement; of consecutive fixes of GeoLife 6.7 % are equal.
  private static let share = 0.03
  private static let detour = 1.4
  /// What the ways are longer beside, for doors and parking, metres.
  private static let reachMetres = 300.0
  /// The customer before was visited no longer ago than this, seconds.
  private static let seconds = 3_600.0

  /// Compares the fix as an old one with one from elsewhere.
  ///
  /// - Parameters:
  ///   - checkIn: One of the rep's.
  ///   - dossier: The rep.
  ///   - context: What is known.
  /// - Returns: How much likelier it is as an old one; 0 where it can't be one.
  static func likelihoodRatio(
    _ checkIn: Int,
    _ dossier: RepDossier,
    _ context: AuditContext
  ) -> Double {
    let row = context.data.checkIns[checkIn]
    guard !row.tellsAge, checkIn > dossier.checkIns.lowerBound,
      row.time - context.data.checkIns[checkIn - 1].time <= seconds,
      let position = context.positions[checkIn],
      let before = context.positions[checkIn - 1], before.likelihoodRatio >= 1
    else { return 0 }
    let scale = LocalScale(position.coordinate)
    let start = scale.offset(to: before.coordinate)
    let end = scale.offset(to: context.storePlaces[Int(row.store)].coordinate)
    let straight = (end - start).metres
    let longest = detour * straight + reachMetres
    guard start.metres + end.metres <= longest else { return 0 }
    let area = .pi / 4 * longest * (longest * longest - straight * straight).squareRoot()
    let elsewhere = OwnVisits.densityElsewhere(
      end.metres * end.metres,
      median: context.policy.verification.absentMedianMetres
    )
    return share / (area * elsewhere)
  }
}

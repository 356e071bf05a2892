import Foundation
package import LeadlineGeometry
import LeadlineModel

/// A rule that looks at one check-in alone: its position, its own fields and the track around it.
///
/// `verify` judges by these rules; the audit does too, through ``PerCheckIn``. To add one, write a type
/// in its own file in `Rules`, name it in ``VerificationRules``, and as `PerCheckIn` in ``AuditRules``.
protocol VerificationRule: Sendable {
  /// What the rule is.
  static var facts: RuleFacts { get }
  /// Whether the position can't vouch for the rep any more once the rule applies.
  static var discreditsPosition: Bool { get }
  /// What the rule makes of a check-in; nil when it does not apply.
  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing?
}

extension VerificationRule {
  static var discreditsPosition: Bool { false }
}

/// What a rule makes of a check-in.
struct Weighing: Sendable {
  /// The natural logarithm of how much likelier the evidence is when the rep was elsewhere than when
  /// the rep was there; 0 for reasons that excuse.
  var logLikelihoodRatio: Double
  /// The numbers, as the rule's facts name them; NaN where a number is missing.
  var numbers: (Double, Double, Double, Double)

  init(
    _ logLikelihoodRatio: Double = 0,
    _ first: Double = .nan,
    _ second: Double = .nan,
    _ third: Double = .nan,
    _ fourth: Double = .nan
  ) {
    self.logLikelihoodRatio = logLikelihoodRatio
    numbers = (first, second, third, fourth)
  }
}

/// The rules that look at one check-in alone.
enum VerificationRules {
  /// All rules, in the order of their reasons.
  static let all: [any VerificationRule.Type] = [
    TooFarRule.self,
    MockLocationRule.self,
    RoundedCoordinatesRule.self,
    LateEntryRule.self,
    ShortDwellRule.self,
    OffTrackRule.self,
    PoorAccuracyRule.self,
    StaleFixRule.self,
    NoPositionRule.self,
    DatumMixedRule.self,
  ]
}

/// What is known of one check-in.
struct CheckInEvidence: Sendable {
  var row: CheckInRow
  /// Nil when the check-in names a store that nobody knows.
  var store: StorePlace?
  /// Nil without a fix or without a store.
  var position: PositionEvidence?
  var track: Track?
  var model: PresenceModel
}

/// Where a store is, as well as it is known.
package struct StorePlace: Sendable {
  /// The likeliest place.
  package var coordinate: Coordinate
  /// 68 % radius of its error, metres; nil for a geocode.
  package var radiusMetres: Double?

  /// Makes a place.
  package init(coordinate: Coordinate, radiusMetres: Double?) {
    self.coordinate = coordinate
    self.radiusMetres = radiusMetres
  }
}

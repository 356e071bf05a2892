import LeadlineModel

/// Signs that have one cause count once: of a family only the strongest.
enum RuleFamily: Sendable {
  /// Where the fix is.
  case geometry
  /// What the phone gave away.
  case device
  /// When things happened.
  case time
  /// Where the rep was before and after.
  case track
}

/// One rule of verification: a reason and when it applies.
///
/// To add a rule, write a type in its own file in `Rules` and name it in ``VerificationRules``.
protocol VerificationRule: SendableMetatype {
  /// The reason that it gives.
  static var reason: Reason { get }
  /// What its evidence is about.
  static var family: RuleFamily { get }
  /// Whether the position can't vouch for the rep any more once the rule applies.
  static var discreditsPosition: Bool { get }
  /// The finding; nil when the rule does not apply.
  static func finding(in context: RuleContext) -> Finding?
}

extension VerificationRule {
  static var discreditsPosition: Bool { false }
}

/// The rules of verification.
enum VerificationRules {
  /// All rules, in the order of their reasons.
  static let all: [any VerificationRule.Type] = [
    TooFarRule.self,
    MockLocationRule.self,
    RoundedCoordinatesRule.self,
    OffTrackRule.self,
    LateEntryRule.self,
    ShortDwellRule.self,
    PoorAccuracyRule.self,
    StaleFixRule.self,
    NoPositionRule.self,
    DatumMixedRule.self,
  ]
}

/// What rules judge by.
struct RuleContext: Sendable {
  var checkIn: CheckIn
  /// Nil when the check-in names a store that nobody knows.
  var store: Store?
  var track: Track?
  var policy: VerificationPolicy
  var model: PresenceModel
  /// Nil without a fix or without a store.
  var position: PositionEvidence?
}

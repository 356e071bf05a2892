import LeadlineModel

/// The distance is that between two datums: read in the other one, the fix is at the store.
enum DatumMixedRule: VerificationRule {
  static let reason = Reason.datumMixed
  static let family = RuleFamily.geometry

  static func finding(in context: RuleContext) -> Finding? {
    guard let position = context.position, let reading = position.reading else { return nil }
    return Finding(
      reason: reason,
      evidence: [
        .init("distance", position.distanceMetres, unit: "m"),
        .init("distance as \(reading.datum)", reading.distanceMetres, unit: "m"),
      ]
    )
  }
}

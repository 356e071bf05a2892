/// The priors and thresholds of an audit.
package struct AuditPolicy: Sendable, Codable {
  /// How a check-in is judged on its own evidence; its thresholds hold for the sum over all families.
  package var verification = VerificationPolicy()
  /// How reps are compared, and what becomes a case.
  package var cases = CasePolicy()

  /// How places and datums are worked out.
  package var places = PlacesPolicy()

  /// Makes the default policy.
  package init() {}
}

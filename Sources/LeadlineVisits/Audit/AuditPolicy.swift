/// The priors and thresholds of an audit.
package struct AuditPolicy: Sendable, Codable {
  /// How a check-in is judged on its own evidence; its thresholds hold for the sum over all families.
  package var verification = VerificationPolicy()
  /// How reps are compared, and what becomes a case.
  package var cases = CasePolicy()
  /// What the rules on one rep's own check-ins go by.
  package var repRules = RepRulesPolicy()
  /// How places and datums are worked out.
  package var places = PlacesPolicy()

  /// How several reps, devices, photos, edits and orders are joined.
  package var links = LinkPolicy()
  /// How a rep's many marks of one kind strengthen each other.
  package var propensity = PropensityPolicy()

  /// Makes the default policy.
  package init() {}

  /// What is wrong with the values, one sentence each; empty when they can be used.
  package func problems() -> [String] {
    verification.problems() + repRules.problems() + places.problems()
      + links.problems() + propensity.problems() + cases.problems() + tooLarge()
  }

  /// The numbers that no arithmetic can be done with.
  private func tooLarge() -> [String] {
    Mirror(reflecting: self).children.flatMap { group in
      Mirror(reflecting: group.value).children.compactMap { field in
        guard let number = field.value as? Double, abs(number) > Self.greatest else { return nil }
        return "\(group.label ?? "").\(field.label ?? "") is \(number), but must be at most 1e9"
      }
    }
  }

  private static let greatest = 1e9
}

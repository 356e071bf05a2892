/// What makes a verifier impossible.
public enum VisitsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A policy whose values can't be used, with one sentence for each; see
  /// ``VerificationPolicy/problems()``.
  case unusablePolicy(problems: [String])

  /// One sentence that says what is wrong and what would be right.
  public var description: String {
    switch self {
    case .unusablePolicy(let problems):
      "the policy can't be used: \(problems.joined(separator: "; "))"
    }
  }
}

public import LeadlineGeometry

/// What was concluded about one check-in, and from what.
public struct Verification: Hashable, Sendable {
  /// The check-in judged.
  public var id: ID<CheckIn>
  /// The conclusion.
  public var verdict: Verdict
  /// From the fix to the store; nil when either is not known.
  public var distance: Distance?
  /// The probability, 0…1, that the rep was at the store; nil without a fix or a store.
  public var presence: Double?
  /// The codes of the findings, each once, in the order of ``Reason``.
  public var reasons: [Reason] { findings.map(\.reason) }
  /// What speaks against the visit and what excuses it, in the order of ``Reason``.
  public var findings: [Finding]

  /// Makes a verification; the findings must be in the order of ``Reason``, one per reason.
  public init(
    id: ID<CheckIn>,
    verdict: Verdict,
    distance: Distance?,
    presence: Double?,
    findings: [Finding]
  ) {
    self.id = id
    self.verdict = verdict
    self.distance = distance
    self.presence = presence
    self.findings = findings
  }
}

/// One reason with the numbers that it rests on.
public struct Finding: Hashable, Sendable {
  /// A number with the name of what it measures.
  public struct Evidence: Hashable, Sendable {
    /// What is measured, in words.
    public var name: String
    /// How much.
    public var value: Double
    /// The unit of the value; empty for counts and ratios.
    public var unit: String

    /// Makes a piece of evidence.
    public init(_ name: String, _ value: Double, unit: String = "") {
      self.name = name
      self.value = value
      self.unit = unit
    }
  }

  /// The reason's code.
  public var reason: Reason
  /// The natural logarithm of how much likelier the evidence is when the rep was elsewhere than
  /// when the rep was there; 0 for reasons that excuse.
  public var logLikelihoodRatio: Double
  /// The numbers.
  public var evidence: [Evidence]
  /// What would clear the rep, as one sentence; nil for reasons that excuse.
  public var excuse: String?

  /// Makes a finding.
  public init(
    reason: Reason,
    logLikelihoodRatio: Double = 0,
    evidence: [Evidence],
    excuse: String? = nil
  ) {
    self.reason = reason
    self.logLikelihoodRatio = logLikelihoodRatio
    self.evidence = evidence
    self.excuse = excuse
  }
}

import Foundation
public import LeadlineGeometry
public import LeadlineModel

/// A fix as it would read had its file meant another datum.
public struct ShiftedReading: Hashable, Sendable {
  /// The datum that the coordinates would have been in.
  public var datum: Datum
  /// Where the fix would be then, in WGS 84.
  public var coordinate: Coordinate

  /// Makes a reading.
  public init(datum: Datum, coordinate: Coordinate) {
    self.datum = datum
    self.coordinate = coordinate
  }
}

/// Judges a check-in on its own evidence: its position, its fields and the rep's track around it.
///
/// The presence is a posterior probability: the odds of ``VerificationPolicy/priorPresence`` times
/// the likelihood ratio of the distance (see `PresenceModel`), divided by e to the sum of the
/// findings' ratios of the other families. A position that the phone calls made up, or that the
/// rep's own track contradicts, can speak against the rep but not for the rep. The sum over
/// families, of the strongest finding in each, decides on `suspicious` and `contradicted`; what is
/// missing or coarse only ever leads to `unverifiable`.
///
/// The same input gives the same answer; nothing is kept between calls.
public struct CheckInVerifier: Sendable {
  /// Gives the places where a fix would be had its coordinates been meant in other datums.
  public typealias ShiftedReadings = @Sendable (Coordinate) -> [ShiftedReading]

  /// What is judged by.
  public let policy: VerificationPolicy
  private let model: PresenceModel
  private let shiftedReadings: ShiftedReadings?

  /// Makes a verifier by the default policy.
  ///
  /// - Parameter shiftedReadings: Other readings of a fix; without it no visit is excused by
  ///   `datum-mixed`. Called only for fixes whose distance speaks against the rep.
  public init(shiftedReadings: ShiftedReadings? = nil) {
    self.init(usablePolicy: VerificationPolicy(), shiftedReadings: shiftedReadings)
  }

  /// Makes a verifier by a policy.
  ///
  /// - Parameters:
  ///   - policy: Priors and thresholds.
  ///   - shiftedReadings: As for ``init(shiftedReadings:)``.
  /// - Throws: ``VisitsError/unusablePolicy(problems:)`` for a policy with problems.
  public init(
    policy: VerificationPolicy,
    shiftedReadings: ShiftedReadings? = nil
  ) throws(VisitsError) {
    let problems = policy.problems()
    guard problems.isEmpty else { throw .unusablePolicy(problems: problems) }
    self.init(usablePolicy: policy, shiftedReadings: shiftedReadings)
  }

  private init(usablePolicy policy: VerificationPolicy, shiftedReadings: ShiftedReadings?) {
    self.policy = policy
    self.shiftedReadings = shiftedReadings
    model = PresenceModel(policy)
  }

  /// Judges a check-in.
  ///
  /// - Parameters:
  ///   - checkIn: The claim.
  ///   - store: The store claimed; nil when nobody knows it, which makes the claim `unverifiable`.
  ///   - track: The rep's track; nil for none.
  /// - Returns: The verdict with its findings, in the order of `Reason`.
  ///
  /// - Complexity: O(log *n*) in the number of the track's fixes.
  public func verify(_ checkIn: CheckIn, store: Store?, track: Track? = nil) -> Verification {
    var context = RuleContext(
      checkIn: checkIn,
      store: store,
      track: track,
      policy: policy,
      model: model
    )
    if let store, let coordinate = checkIn.coordinate {
      context.position = PositionEvidence(
        checkIn,
        at: coordinate,
        store: store,
        policy: policy,
        model: model,
        readings: shiftedReadings
      )
    }

    var strongest = FamilyRatios()
    var isDiscredited = false
    var findings: [Finding] = []
    for rule in VerificationRules.all {
      guard let finding = rule.finding(in: context) else { continue }
      strongest.add(finding.logLikelihoodRatio, to: rule.family)
      isDiscredited = isDiscredited || rule.discreditsPosition
      findings.append(finding)
    }

    guard let position = context.position else {
      return Verification(
        id: checkIn.id,
        verdict: incriminating(strongest.sum) ?? .unverifiable,
        distance: nil,
        presence: nil,
        findings: findings
      )
    }
    let ratio =
      isDiscredited ? min(1, position.likelihoodRatio) : position.likelihoodRatio
    let odds =
      policy.priorPresence * ratio * exp(-strongest.sum(without: .geometry))
    let presence = odds / (odds + 1 - policy.priorPresence)
    return Verification(
      id: checkIn.id,
      verdict: verdict(
        sum: strongest.sum,
        presence: presence,
        support: log(ratio),
        greatestSupport: log(position.greatestRatio)
      ),
      distance: Distance(uncheckedMetres: position.distanceMetres),
      presence: presence,
      findings: findings
    )
  }

  /// The verdict that a sum of ratios against the rep calls for; nil when it calls for none.
  private func incriminating(_ sum: Double) -> Verdict? {
    if sum >= policy.contradictedRatio { return .contradicted }
    return sum >= policy.suspiciousRatio ? .suspicious : nil
  }

  private func verdict(
    sum: Double,
    presence: Double,
    support: Double,
    greatestSupport: Double
  ) -> Verdict {
    if let verdict = incriminating(sum) { return verdict }
    // A fix that could not have verified the visit anywhere does not make it plausible either.
    if greatestSupport < policy.verifyingRatio { return .unverifiable }
    if presence >= policy.verifiedPresence && support >= policy.verifyingRatio
      && sum < policy.unverifiedRatio
    {
      return .verified
    }
    return presence >= policy.plausiblePresence ? .plausible : .unverifiable
  }
}

/// The strongest ratio of each family, without an array.
private struct FamilyRatios {
  private var geometry = 0.0
  private var device = 0.0
  private var time = 0.0
  private var track = 0.0

  mutating func add(_ ratio: Double, to family: RuleFamily) {
    switch family {
    case .geometry: geometry = max(geometry, ratio)
    case .device: device = max(device, ratio)
    case .time: time = max(time, ratio)
    case .track: track = max(track, ratio)
    }
  }

  var sum: Double { geometry + device + time + track }

  func sum(without family: RuleFamily) -> Double {
    switch family {
    case .geometry: device + time + track
    case .device: geometry + time + track
    case .time: geometry + device + track
    case .track: geometry + device + time
    }
  }
}

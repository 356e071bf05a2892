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
    let place = store.map {
      StorePlace(coordinate: $0.coordinate, radiusMetres: $0.locationAccuracyMetres)
    }
    var evidence = CheckInEvidence(
      row: CheckInRow(checkIn),
      store: place,
      track: track,
      model: model
    )
    if let place, let coordinate = checkIn.coordinate {
      evidence.position = PositionEvidence(
        FixQuality(evidence.row, policy),
        at: coordinate,
        store: place,
        centre: ECEF(place.coordinate),
        scale: LocalScale(place.coordinate),
        policy: policy,
        model: model,
        readings: shiftedReadings
      )
    }

    var weighed = Evidence()
    var findings: [Finding] = []
    for rule in VerificationRules.all {
      guard let weighing = rule.weigh(evidence, policy) else { continue }
      weighed.strongest.add(weighing.logLikelihoodRatio, to: rule.facts.family)
      weighed.isDiscredited = weighed.isDiscredited || rule.discreditsPosition
      findings.append(Finding(weighing, by: rule.facts))
    }

    let judgement = weighed.judgement(evidence.position, policy, model)
    return Verification(
      id: checkIn.id,
      verdict: judgement.verdict,
      distance: evidence.position.map { Distance(uncheckedMetres: $0.distanceMetres) },
      presence: evidence.position.map { _ in judgement.presence },
      findings: findings
    )
  }
}

extension Finding {
  /// What a rule found, as a value for those who read it.
  init(_ weighing: Weighing, by facts: RuleFacts) {
    let (first, second, third, fourth) = weighing.numbers
    self.init(
      reason: facts.reason,
      logLikelihoodRatio: weighing.logLikelihoodRatio,
      evidence: zip(facts.evidence, [first, second, third, fourth]).map {
        .init($0.name, $1, unit: $0.unit)
      },
      excuse: facts.excuse
    )
  }
}

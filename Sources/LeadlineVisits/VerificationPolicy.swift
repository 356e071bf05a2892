/// The priors and thresholds by which check-ins are judged.
///
/// With the defaults, a check-in with a fresh fix of 10 m at a store known only by its geocode is
/// `verified` below 150 m, `plausible` below 460 m, `suspicious` from 560 m and `contradicted`
/// from 800 m on. From a radius of some 560 m on, a fix is too coarse to verify anything.
///
/// In the simulated honest world of the tests (20,000 check-ins per group) the defaults call
/// suspicious or worse: 0.20 % of ordinary check-ins, 0.15 % in large buildings (pin up to 150 m
/// off), 0.09 % of cell fixes (1,000 m), 0.40 % where a store is as far off as two geocodes are
/// from each other, none of fixes 5 to 30 minutes old while driving, 0.16 % of those sent late or
/// left early. Stale and cell fixes come out `unverifiable`. The expected calibration error of
/// presence is 0.006 where one check-in in ten is false. Of check-ins given 0.8 to 0.95 (mean 0.91)
/// 0.87 are true; between 0.2 and 0.8, where 2 % lie, presence errs a little in favour of the rep
/// (0.55 stated, 0.43 true), as more of that world's absent are within 500 m than the model expects.
///
/// Ratios are natural logarithms of how much likelier the evidence is when the rep was elsewhere
/// than when the rep was there: 3 is 20 times, 5.3 is 200 times.
public struct VerificationPolicy: Hashable, Sendable, Codable {
  /// The probability that a check-in is honest, before its evidence is seen; between 0 and 1.
  ///
  /// A judgement: most check-ins are honest, and audits of field work find some percent that are
  /// not.
  public var priorPresence = 0.9
  /// Half of those who claim a visit from elsewhere are nearer to the store than this, metres.
  ///
  /// A judgement: cheaters claim from home, from the office or from another customer, a few
  /// kilometres off.
  public var absentMedianMetres = 3_000.0
  /// The share of fixes that have nothing to do with where the phone was, whatever radius they
  /// state; it bounds what any single distance can prove.
  ///
  /// A judgement.
  public var worthlessFixShare = 0.001
  /// The 68 % radius at which half of all fixes are worthless, metres.
  ///
  /// A judgement: above the size of the largest cell of a telephone network.
  public var worthlessFixAccuracyMetres = 15_000.0

  /// The least 68 % radius believed, metres; phones that state 0 m are not that good.
  ///
  /// Source: phones reach 3 to 10 m under open sky.
  public var leastFixAccuracyMetres = 3.0
  /// The 68 % radius of a satellite fix that states none, metres; open sky to street canyon.
  public var gpsAccuracyMetres = 20.0
  /// The 68 % radius of a network fix that states none, metres; cells give 100 to 300 m.
  public var networkAccuracyMetres = 200.0
  /// The 68 % radius of a fused fix that states none, metres; Wi-Fi gives 15 to 40 m.
  public var fusedAccuracyMetres = 40.0
  /// The 68 % radius of a fix of another or no provider that states none, metres.
  public var unknownAccuracyMetres = 50.0
  /// The share of fixes whose error is larger than they state.
  ///
  /// A judgement: reflections between buildings, for some minutes.
  public var fixTailShare = 0.05
  /// How many times larger those errors are, beside ``multipathMetres``.
  public var fixTailFactor = 2.0
  /// The share of store positions with a stated radius whose error is larger than that.
  ///
  /// A judgement: a position is stated once and copied for years.
  public var storeTailShare = 0.1
  /// How many times larger those errors are.
  public var storeTailFactor = 3.0
  /// What such a fix errs in any case, 68 % radius in metres; streets between buildings: 10 to 30 m.
  public var multipathMetres = 30.0

  /// The median error of a store's position that states none, metres.
  ///
  /// Source: 23,081 pairs of independent geocodes of one place are log-normal apart with median
  /// 38 m (μ 3.64, σ 1.02); one geocode's own share is that over √2.
  public var geocodeMedianMetres = 27.0
  /// The standard deviation of the logarithm of that error; it must exceed 0.64.
  ///
  /// Source: as for the median.
  public var geocodeLogDeviation = 1.02
  /// How far from a store's position a rep stands while at the store, at most, metres.
  ///
  /// A judgement: entrance, yard and counter.
  public var premisesRadiusMetres = 40.0

  /// From which difference of times on a fix is not of the check-in's time, seconds.
  public var staleAfterSeconds = 120.0
  /// How old a fix of provider `cached` is that does not tell its time, seconds.
  public var cachedFixAgeSeconds = 900.0
  /// How fast the rep moves when nothing is known, metres per second; driving in town.
  public var driftMetresPerSecond = 12.0
  /// How long before and after the check-in a track's fix still says something, seconds.
  public var trackReachSeconds = 900.0
  /// The share of fixes that come in another datum than is said.
  ///
  /// A judgement: rare but common to all check-ins of an app version.
  public var datumMixShare = 0.05

  /// The ratio of a fix that the phone calls made up.
  ///
  /// A judgement: 150 times as frequent with cheaters; some accessories and test phones set it.
  public var mockRatio = 5.0
  /// Coordinates with no more decimals than this are not a receiver's.
  ///
  /// Source: 5 decimals (1 m) are a common rounding of honest apps.
  public var roundedDecimals = 4
  /// The ratio of rounded coordinates.
  public var roundedRatio = 1.0
  /// How long after the check-in a submission is late, seconds; a day without network is not.
  public var lateAfterSeconds = 86_400.0
  /// The ratio of a late submission; little, since phones out of network send late.
  public var lateRatio = 0.5
  /// What the shortest visit takes, seconds.
  public var shortestDwellSeconds = 120.0
  /// The ratio of a visit shorter than that.
  public var shortDwellRatio = 1.0

  /// From which ratio on a distance, to the fix or to the track, is a reason.
  public var distanceRatio = 2.0
  /// The sum of ratios from which on a check-in is suspicious.
  public var suspiciousRatio = 3.0
  /// The sum of ratios from which on a check-in is contradicted.
  public var contradictedRatio = 5.3
  /// The sum of ratios from which on a check-in is not verified.
  public var unverifiedRatio = 1.0
  /// By what ratio the fix must speak for the visit to verify it; a fix that could not, even at
  /// the store's very position, is too coarse to tell.
  public var verifyingRatio = 3.0
  /// The least presence of a verified check-in.
  public var verifiedPresence = 0.95
  /// The least presence of a plausible check-in.
  public var plausiblePresence = 0.5

  /// Makes the default policy.
  public init() {}

  /// What is wrong with the values, one sentence each; empty when they can be used.
  ///
  /// No verifier is made of a policy that has problems: its verdicts would mean nothing.
  public func problems() -> [String] {
    var problems: [String] = []
    func check(_ isGood: Bool, _ sentence: String) {
      if !isGood { problems.append(sentence) }
    }
    for (name, share) in [
      ("priorPresence", priorPresence), ("worthlessFixShare", worthlessFixShare),
      ("fixTailShare", fixTailShare), ("storeTailShare", storeTailShare),
      ("datumMixShare", datumMixShare),
    ] {
      check(share > 0 && share < 1, "\(name) is \(share); it must be between 0 and 1")
    }
    for (name, length) in [
      ("absentMedianMetres", absentMedianMetres),
      ("worthlessFixAccuracyMetres", worthlessFixAccuracyMetres),
      ("leastFixAccuracyMetres", leastFixAccuracyMetres),
      ("gpsAccuracyMetres", gpsAccuracyMetres), ("networkAccuracyMetres", networkAccuracyMetres),
      ("fusedAccuracyMetres", fusedAccuracyMetres),
      ("unknownAccuracyMetres", unknownAccuracyMetres), ("multipathMetres", multipathMetres),
      ("geocodeMedianMetres", geocodeMedianMetres), ("premisesRadiusMetres", premisesRadiusMetres),
      ("driftMetresPerSecond", driftMetresPerSecond),
    ] {
      check(
        length > 0 && length < 1e7,
        "\(name) is \(length); it must be above 0 and below 10,000 km"
      )
    }
    for (name, value) in [
      ("staleAfterSeconds", staleAfterSeconds), ("cachedFixAgeSeconds", cachedFixAgeSeconds),
      ("trackReachSeconds", trackReachSeconds), ("lateAfterSeconds", lateAfterSeconds),
      ("shortestDwellSeconds", shortestDwellSeconds), ("mockRatio", mockRatio),
      ("roundedRatio", roundedRatio), ("lateRatio", lateRatio),
      ("shortDwellRatio", shortDwellRatio), ("distanceRatio", distanceRatio),
      ("unverifiedRatio", unverifiedRatio), ("verifyingRatio", verifyingRatio),
    ] {
      check(value >= 0 && value.isFinite, "\(name) is \(value); it must be 0 or more and finite")
    }
    check(
      geocodeLogDeviation > 0.64 && geocodeLogDeviation < 3,
      "geocodeLogDeviation is \(geocodeLogDeviation); it must be between 0.64 and 3"
    )
    for (name, factor) in [
      ("fixTailFactor", fixTailFactor), ("storeTailFactor", storeTailFactor),
    ] {
      check(
        factor >= 1 && factor < 1e3,
        "\(name) is \(factor); it must be 1 or more, and below 1000"
      )
    }
    check(
      0 < suspiciousRatio && suspiciousRatio <= contradictedRatio,
      "suspiciousRatio is \(suspiciousRatio); it must be above 0 and at most contradictedRatio"
    )
    check(
      0 < plausiblePresence && plausiblePresence <= verifiedPresence && verifiedPresence <= 1,
      "plausiblePresence and verifiedPresence must rise between 0 and 1"
    )
    return problems
  }
}

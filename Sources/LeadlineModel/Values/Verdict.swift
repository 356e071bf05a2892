/// What is concluded about a check-in, from best to worst.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// The rep was there.
  case verified
  /// The rep was probably there; nothing of weight speaks against it.
  case plausible
  /// The evidence does not decide; never counts against the rep.
  case unverifiable
  /// The evidence speaks against the visit.
  case suspicious
  /// The evidence excludes the visit.
  case contradicted
}

/// Why a verdict is what it is; the codes of the `reasons` column.
public enum Reason: String, Hashable, Sendable, CaseIterable {
  /// The fix is farther from the store than the errors of both explain.
  case tooFar = "too-far"
  /// The phone said that an app made the position up.
  case mockLocation = "mock-location"
  /// The coordinates have so few decimals that a receiver can't have given them.
  case roundedCoordinates = "rounded-coordinates"
  /// The rep's track around the time of the check-in was elsewhere.
  case offTrack = "off-track"
  /// The check-in reached the server long after the time it claims.
  case lateEntry = "late-entry"
  /// The rep left sooner than a visit takes.
  case shortDwell = "short-dwell"
  /// The fix is too coarse to tell; excuses.
  case poorAccuracy = "poor-accuracy"
  /// The fix is not of the time of the check-in; excuses.
  case staleFix = "stale-fix"
  /// The check-in has no position; excuses.
  case noPosition = "no-position"
  /// The distance is that between two datums; excuses.
  case datumMixed = "datum-mixed"
}

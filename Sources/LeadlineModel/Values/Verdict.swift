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

  /// Whether the verdict speaks against the rep.
  public var isAccusing: Bool { self == .suspicious || self == .contradicted }

  /// The position in `allCases`.
  package var position: Int {
    switch self {
    case .verified: 0
    case .plausible: 1
    case .unverifiable: 2
    case .suspicious: 3
    case .contradicted: 4
    }
  }
}

/// Why a verdict is what it is; the codes of the `reasons` column.
public enum Reason: String, Hashable, Sendable, CaseIterable {
  /// The fix is farther from the store than the errors of both explain.
  case tooFar = "too-far"
  /// The rep can't have come from the check-in before in the time between.
  case impossibleTravel = "impossible-travel"
  /// The phone said that an app made the position up.
  case mockLocation = "mock-location"
  /// Several visits have the very same coordinates.
  case repeatedCoordinates = "repeated-coordinates"
  /// The fixes of several visits lie unlike a receiver's errors do.
  case unnaturalScatter = "unnatural-scatter"
  /// The fix is the stored position itself.
  case pinCopied = "pin-copied"
  /// The coordinates have so few decimals that a receiver can't have given them.
  case roundedCoordinates = "rounded-coordinates"
  /// The track is that of another day.
  case replayedTrack = "replayed-track"
  /// Check-ins at several stores were made from one place.
  case onePlaceManyStores = "one-place-many-stores"
  /// Several reps check in with one device.
  case sharedDevice = "shared-device"
  /// One rep checks in with several devices in turn.
  case deviceSwitch = "device-switch"
  /// A colleague checked in for the rep.
  case proxyCheckIn = "proxy-check-in"
  /// More check-ins in a short time than visits fit in.
  case burst
  /// The check-in reached the server long after the time it claims.
  case lateEntry = "late-entry"
  /// The rep left sooner than a visit takes.
  case shortDwell = "short-dwell"
  /// The rep's track around the time of the check-in was elsewhere.
  case offTrack = "off-track"
  /// The rep's track is silent around the time of the check-in, and hardly ever else.
  case trackSilent = "track-silent"
  /// There is no position, far more often than with others.
  case positionMissing = "position-missing"
  /// The photo was used for another visit.
  case photoReused = "photo-reused"
  /// The photo was taken somewhere else.
  case photoElsewhere = "photo-elsewhere"
  /// The photo was taken at another time.
  case photoStale = "photo-stale"
  /// There is no photo, where the rep takes one at most visits.
  case photoMissing = "photo-missing"
  /// The store's stored position was moved by the rep whom it suits.
  case pinMoved = "pin-moved"
  /// A weak check-in that only keeps the store from being dropped.
  case keepAlive = "keep-alive"
  /// The store is another record of a shop that the rep has already.
  case duplicateStore = "duplicate-store"
  /// The fix is too coarse to tell; excuses.
  case poorAccuracy = "poor-accuracy"
  /// The fix is not of the time of the check-in; excuses.
  case staleFix = "stale-fix"
  /// The check-in has no position; excuses.
  case noPosition = "no-position"
  /// The distance is that between two datums; excuses.
  case datumMixed = "datum-mixed"
  /// The store is where its check-ins are, not where its record says; excuses.
  case storeMoved = "store-moved"
  /// The stores are in one building or market; excuses.
  case sharedPremises = "shared-premises"
  /// A colleague came along; excuses.
  case accompanied

  /// Whether the reason excuses rather than accuses.
  public var excuses: Bool {
    switch self {
    case .poorAccuracy, .staleFix, .noPosition, .datumMixed, .storeMoved, .sharedPremises,
      .accompanied:
      true
    default: false
    }
  }
}

/// A way to fake a visit.
package enum Attack: String, Hashable, Sendable, CaseIterable {
  case mockStatic = "mock-static"
  case mockNoise = "mock-noise"
  case replayedTrack = "replayed-track"
  case onePlace = "one-place"
  case teleport
  case proxy
  case batchEntry = "batch-entry"
  case driveBy = "drive-by"
  case photoReuse = "photo-reuse"
  case photoElsewhere = "photo-elsewhere"
  case pinMoved = "pin-moved"
  case typedCoordinates = "typed-coordinates"
  case pinCopied = "pin-copied"
  case phantomDuplicate = "phantom-duplicate"
  case keepAlive = "keep-alive"
  case absent
}

/// How well a cheat hides.
package enum Strength: String, Hashable, Sendable, CaseIterable {
  /// What a person does without thought.
  case naive
  /// Adds random jitter and varies times.
  case noisy
  /// Knows that such rules exist and avoids the obvious sign, within what physics allows.
  case adaptive
}

/// An honest circumstance that looks like fraud.
package enum Trap: String, Hashable, Sendable, CaseIterable {
  /// Many shops in one mall.
  case mall
  /// Many shops on the floors of one office tower.
  case tower
  /// The store's stored position is far off, as a licence address.
  case badGeocode = "bad-geocode"
  /// The shop moved house.
  case movedStore = "moved-store"
  /// The app sends GCJ-02 and says nothing.
  case datumMix = "datum-mix"
  /// The fix comes from a cell of the telephone network.
  case cellFix = "cell-fix"
  /// The phone gave the fix of some time ago.
  case cachedFix = "cached-fix"
  /// Sent hours later, all of an afternoon at once.
  case offline
  /// Two people visit together.
  case jointVisit = "joint-visit"
  /// A depot's tablet goes from hand to hand.
  case sharedTablet = "shared-tablet"
  /// A shop far outside the town.
  case village
  /// The app rounds coordinates.
  case roundedApp = "rounded-app"
  /// The store's position was taken from this very fix.
  case foundingCheckIn = "founding-check-in"
  /// Visited every seven days, as the route says.
  case weeklyRoute = "weekly-route"
  /// A franchise whose storefronts look alike.
  case sameStorefront = "same-storefront"
  /// A visit of one to three minutes.
  case dropOff = "drop-off"
  /// The phone's clock is wrong.
  case clockSkew = "clock-skew"
  /// The track has a hole around the visit.
  case trackGap = "track-gap"
  /// A car or an accessory gives the position, and the phone calls it made up.
  case mockFlagAccessory = "mock-flag-accessory"
  /// The phone claims to be far more accurate than it is.
  case badPhone = "bad-phone"
  /// Stalls side by side in a market hall.
  case denseMarket = "dense-market"
}

/// What really happened at a check-in.
struct Truth: Hashable, Sendable {
  var isHonest = true
  var isPresent = true
  var attack: Attack?
  var strength: Strength?
  var trap: Trap?
}

/// What one version of the app sends.
struct AppVersion: Sendable {
  let name: String
  /// Decimals of the coordinates sent.
  let decimals: Int
  /// Whether the coordinates are GCJ-02, of which the app says nothing.
  let isGCJ02: Bool
  let sendsProvider: Bool
  let sendsFixTime: Bool
  let sendsAltitudeAndSpeed: Bool
  let sendsMock: Bool
  let sendsLeft: Bool
  let sendsPhotoPlace: Bool
  /// Share of the reps who have it, before ``Scenario/traps`` scales the unusual ones.
  let share: Double

  /// Tells whether the version is one of the traps.
  var trap: Trap? {
    if isGCJ02 { return .datumMix }
    return decimals < 5 ? .roundedApp : nil
  }

  private init(
    _ name: String,
    decimals: Int = 6,
    isGCJ02: Bool = false,
    without missing: Set<Column> = [],
    share: Double
  ) {
    self.name = name
    self.decimals = decimals
    self.isGCJ02 = isGCJ02
    self.share = share
    sendsProvider = !missing.contains(.provider)
    sendsFixTime = !missing.contains(.fixTime)
    sendsAltitudeAndSpeed = !missing.contains(.altitudeAndSpeed)
    sendsMock = !missing.contains(.mock)
    sendsLeft = !missing.contains(.left)
    sendsPhotoPlace = !missing.contains(.photoPlace)
  }

  private enum Column { case provider, fixTime, altitudeAndSpeed, mock, left, photoPlace }

  /// The versions in use.
  ///
  /// Old ones send less; two pass on what a map service's kit gives them, which
  /// is GCJ-02; one rounds to four decimals, some 10 m.
  static let all = [
    AppVersion("6.2.1", decimals: 7, share: 0.27),
    AppVersion("6.2.0", decimals: 6, share: 0.22),
    AppVersion("6.0.4", decimals: 6, without: [.altitudeAndSpeed], share: 0.13),
    AppVersion("5.9.7", decimals: 6, without: [.left, .photoPlace], share: 0.12),
    AppVersion("5.8.0", decimals: 5, without: [.fixTime, .left], share: 0.1),
    AppVersion("4.9.2", decimals: 6, without: [.mock, .fixTime, .left, .provider], share: 0.06),
    AppVersion("6.1.3", decimals: 6, isGCJ02: true, share: 0.035),
    AppVersion("5.9.9", decimals: 6, isGCJ02: true, without: [.photoPlace, .left], share: 0.025),
    AppVersion("4.7.5", decimals: 4, without: [.altitudeAndSpeed, .left], share: 0.045),
  ]
}

import Foundation
import LeadlineGeometry
package import LeadlineModel

/// A check-in as the rules see it: plain numbers, NaN where unknown; records that it names are
/// positions in tables, -1 where it names none.
package struct CheckInRow: Sendable {
  /// Its number in the order in which they came, of those that were taken.
  package var id: Int32 = -1
  /// Position of the rep.
  package var rep: Int32 = -1
  /// Position of the store claimed.
  package var store: Int32 = -1
  /// Position of the device's id.
  package var device: Int32 = -1
  /// Position of the app's version.
  package var appVersion: Int32 = -1
  /// Position of the rep who came along.
  package var companion: Int32 = -1
  /// 68 % radius of the fix, metres.
  package var accuracyMetres: Float = .nan
  /// Metres above the sea, as the phone says.
  package var altitudeMetres: Float = .nan
  /// Metres per second, as the phone says.
  package var speedMetresPerSecond: Float = .nan
  /// What the phone took the fix from.
  package var provider: CheckIn.Provider?
  /// Whether the phone said that an app made the position up.
  package var mock: Bool?
  /// The time claimed; this and all other times in seconds since 2001-01-01 00:00 UTC.
  package var time = Double.nan
  /// Degrees east of the fix as claimed.
  package var longitude = Double.nan
  /// Degrees north of the fix as claimed.
  package var latitude = Double.nan
  /// When the fix was taken.
  package var fixTime = Double.nan
  /// When the check-in reached the server.
  package var submittedAt = Double.nan
  /// When the rep left.
  package var leftAt = Double.nan

  /// Makes a row of which nothing is known.
  package init() {}

  /// Whether it has a fix.
  package var hasPosition: Bool { !longitude.isNaN }
  /// Whether the app says anything from which an old fix is told from a fresh one.
  package var tellsAge: Bool { provider != nil || !fixTime.isNaN }
}

extension CheckInRow {
  /// Takes what a check-in says but for the ids in it and its photo.
  package init(_ checkIn: CheckIn) {
    self.init()
    if let coordinate = checkIn.coordinate {
      longitude = coordinate.longitude
      latitude = coordinate.latitude
    }
    time = checkIn.time.timeIntervalSinceReferenceDate
    accuracyMetres = checkIn.accuracyMetres.map { Float($0) } ?? .nan
    altitudeMetres = checkIn.altitudeMetres.map { Float($0) } ?? .nan
    speedMetresPerSecond = checkIn.speedMetresPerSecond.map { Float($0) } ?? .nan
    provider = checkIn.provider
    mock = checkIn.mock
    fixTime = checkIn.fixTime?.timeIntervalSinceReferenceDate ?? .nan
    submittedAt = checkIn.submittedAt?.timeIntervalSinceReferenceDate ?? .nan
    leftAt = checkIn.leftAt?.timeIntervalSinceReferenceDate ?? .nan
  }
}

public import Foundation
public import LeadlineGeometry

/// A rep in one place for at least some minutes, as a track shows it.
public struct Stay: Hashable, Sendable {
  /// What shows a stay.
  public enum Evidence: String, Hashable, Sendable {
    /// Fixes near each other, of a phone that reports by time.
    case fixes
    /// A pause between two fixes, of a phone that reports after some distance: it did not move as
    /// far as that.
    case pause
  }

  /// When the rep came, as well as the fixes around it tell.
  public var arrivedAt: Date
  /// When the rep left, as well as the fixes around it tell.
  public var leftAt: Date
  /// Where: the median of the fixes in either direction, or the middle of a pause.
  public var place: Coordinate
  /// How far from the place the rep's fixes lie, metres: the larger of the radius that holds 68 %
  /// of them and the median of the radii that they state; half the way between the two fixes of a
  /// pause.
  public var radiusMetres: Double
  /// The number of fixes of the stay, those farther off left out.
  public var fixCount: Int
  /// What shows the stay.
  public var evidence: Evidence
  /// The positions in the track from the first to the last fix of the stay.
  package var positions: ClosedRange<Int>

  /// How long the rep stayed, seconds.
  public var durationSeconds: Double { leftAt.timeIntervalSince(arrivedAt) }
}

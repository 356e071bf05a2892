import LeadlineGeometry
import LeadlineModel

/// One position as a phone gives it.
struct Reading: Sendable {
  /// Where the phone believes to be.
  var place: PlanePoint
  /// 68 % radius stated, metres; nil where none is.
  var accuracy: Double?
  var provider: CheckIn.Provider?
  /// When it was taken, by the satellites' clock; nil where the source names no time.
  var time: Double?
  var altitude: Double?
  var speed: Double?
  /// Degrees sent exactly like this, whatever the place; for numbers that no receiver made.
  var typed: Position?
  /// Decimals of the numbers typed, where other than the app's.
  var typedDecimals: Int?
}

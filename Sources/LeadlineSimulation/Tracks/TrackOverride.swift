/// What a cheat's track shows in place of where the phone is.
struct TrackOverride: Sendable {
  enum Kind: Sendable {
    /// The app is off.
    case off
    /// A mock app holds the phone at one place after the other.
    case staged([Waypoint], Scatter, isMoving: Bool)
    /// The fixes of an earlier day come again, each moved by white noise of so many metres.
    case replayed(RepDay, jitterMetres: Double, delay: Double)
    /// Somebody else carries the phone.
    case carried(RepDay)
  }

  /// How a mock app scatters its points.
  enum Scatter: Sendable {
    case none
    /// Evenly in a square of this half side, metres.
    case square(Double)
    /// Normally, without memory; metres per axis.
    case white(Double)
  }

  /// A place that a mock app shows from a time on.
  struct Waypoint: Sendable {
    var time: Double
    var place: PlanePoint
  }

  var span: ClosedRange<Double>
  var kind: Kind

  /// The day of who carries the phone, if somebody else does.
  var carrier: RepDay? {
    if case .carried(let day) = kind { day } else { nil }
  }
}

import Foundation

/// What the surroundings do to a receiver.
enum Setting: Sendable {
  case road, street, market, mall, tower, village, home
}

/// A time in one place.
struct Stop: Sendable {
  /// Seconds since 1970, true time.
  var arrival: Double
  var departure: Double
  var place: PlanePoint
  var setting: Setting
  /// The store visited, a position in the world's stores; nil at home, at lunch and so on.
  var store: Int?
  /// The corner of the way to the next stop.
  var corner = PlanePoint(x: 0, y: 0)
}

/// A real visit.
struct Visit: Sendable {
  /// A position in the world's stores.
  var store: Int
  var arrival: Double
  var departure: Double
  var isDropOff: Bool
  /// Whether it was made for a colleague, who claims it.
  var isFavour = false
}

/// A visit that is claimed and did not happen as claimed.
struct FakeVisit: Sendable {
  /// A position in the world's stores.
  var store: Int
  /// When it is said to have happened.
  var time: Double
  /// When it is said to have ended.
  var leave: Double
  var attack: Attack
}

/// Where a person really was on a day, and what is claimed besides.
struct RepDay: Sendable {
  var person: Int
  var day: Int
  /// In order of time, one at least.
  var stops: [Stop]
  var visits: [Visit] = []
  var fakes: [FakeVisit] = []
  /// When the app is on.
  var window: ClosedRange<Double>

  /// A place on the way at a time.
  struct Moment {
    var place: PlanePoint
    var setting: Setting
    /// Metres a second.
    var speed: Double
    var store: Int?
  }

  /// Where the person was.
  ///
  /// - Complexity: O(log stops).
  func moment(at time: Double) -> Moment {
    var low = 0
    var high = stops.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if stops[middle].arrival <= time { low = middle } else { high = middle - 1 }
    }
    let stop = stops[low]
    guard time > stop.departure, low + 1 < stops.count else {
      return Moment(
        place: stop.place + Self.wander(time, in: stop.setting),
        setting: stop.setting,
        speed: 0,
        store: stop.store
      )
    }
    let next = stops[low + 1]
    let first = stop.place.distance(to: stop.corner)
    let second = stop.corner.distance(to: next.place)
    let speed = (first + second) / max(1, next.arrival - stop.departure)
    let way = speed * (time - stop.departure)
    let place =
      way < first
      ? stop.place + (stop.corner - stop.place) * (way / first)
      : stop.corner + (next.place - stop.corner) * min(1, (way - first) / max(1e-9, second))
    return Moment(place: place, setting: .road, speed: speed, store: nil)
  }

  /// The steps of someone who counts shelves; metres from the middle.
  private static func wander(_ time: Double, in setting: Setting) -> PlanePoint {
    let reach: Double =
      switch setting {
      case .home, .road: 1
      case .market: 2
      case .street, .tower, .village: 3
      case .mall: 5
      }
    return PlanePoint(x: reach * sin(time / 97), y: reach * cos(time / 131))
  }
}

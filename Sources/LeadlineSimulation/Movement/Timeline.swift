import Foundation

/// Strings stops together: travel between them at the person's speed.
struct Timeline {
  private let city: Scenario.City
  private let speed: Double
  private(set) var stops: [Stop]

  /// Begins a day at a place, where the person stays until `departure`.
  init(
    city: Scenario.City,
    speed: Double,
    at place: PlanePoint,
    from start: Double,
    until departure: Double
  ) {
    self.city = city
    self.speed = speed
    stops = [Stop(arrival: start, departure: departure, place: place, setting: .home)]
  }

  /// Goes on with a day that is planned in part; it has one stop at least.
  init(city: Scenario.City, speed: Double, continuing stops: [Stop]) {
    self.city = city
    self.speed = speed
    self.stops = stops
  }

  /// The end of what is planned so far.
  var end: Double { stops[stops.count - 1].departure }

  /// Travels to a place and stays there.
  ///
  /// - Returns: When the person arrived.
  @discardableResult
  mutating func go(
    to place: PlanePoint,
    for seconds: Double,
    _ setting: Setting,
    store: Int? = nil,
    _ draws: inout Draws
  ) -> Double {
    let last = stops.count - 1
    let from = stops[last].place
    let corner = corner(from, place, &draws)
    stops[last].corner = corner
    let length = from.distance(to: corner) + corner.distance(to: place)
    // Next door one walks; farther away there are lights and parking.
    let arrival =
      from.distance(to: place) < 200
      ? end + length / 1.25 + draws.between(30, 70)
      : end + length / speed * draws.between(1, 1.3) + draws.between(40, 110)
    stops.append(
      Stop(
        arrival: arrival,
        departure: arrival + seconds,
        place: place,
        setting: setting,
        store: store
      )
    )
    return arrival
  }

  /// Lengthens the last stop until a time, if it ends before.
  mutating func stay(until time: Double) {
    stops[stops.count - 1].departure = max(end, time)
  }

  /// Streets make the way longer than the crow's.
  private func corner(_ from: PlanePoint, _ to: PlanePoint, _ draws: inout Draws) -> PlanePoint {
    switch city {
    case .grid:
      return draws.chance(0.5) ? PlanePoint(x: to.x, y: from.y) : PlanePoint(x: from.x, y: to.y)
    case .rings, .ribbon:
      let middle = (from + to) * 0.5
      let side = PlanePoint(x: from.y - to.y, y: to.x - from.x)
      return middle + side * draws.between(-0.35, 0.35)
    }
  }
}

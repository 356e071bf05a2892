/// A mock app holds the phone at one point per shop, picked on the map near the stored position, while
/// the rep is at home.
///
/// - naive: the same saved point at every visit, accuracy, altitude and speed as the app presets
///   them; the system says that the position is made up; the track jumps from point to point.
/// - noisy: the flag is hidden; some metres of random shift and a random accuracy at each check-in; the
///   track still stands still at the points.
/// - adaptive: picks a new point each time, makes up a terrain's altitude, and turns the track off.
enum MockStaticAttack {
  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var saved = Draws(scene.world.scenario.seed, .pin, fake.store)
    let pin = scene.pinPlace(of: fake.store)
    let point = pin.moved(by: saved.between(2, 30), towards: saved.angle())
    switch scene.strength {
    case .naive:
      var claim = scene.mocked(fake, at: point, accuracy: saved.element([1, 3, 5, 10]), &draws)
      claim.mock = true
      return claim
    case .noisy:
      let shift = PlanePoint(x: draws.between(-4, 4), y: draws.between(-4, 4))
      return scene.mocked(
        fake,
        at: point + shift,
        accuracy: draws.between(4, 15).rounded(),
        &draws
      )
    case .adaptive:
      let picked = pin.moved(by: draws.between(3, 25), towards: draws.angle())
      let accuracy = (draws.between(6, 24) * 1_000).rounded() / 1_000
      var claim = scene.mocked(fake, at: picked, accuracy: accuracy, &draws)
      claim.reading?.altitude = 4 + draws.normal() * 5
      claim.reading?.speed = abs(draws.normal()) * 0.2
      claim.photo = scene.sparePhoto(fake.store, at: fake.time, &draws)
      return claim
    }
  }

  static func track(
    _ scene: Scene,
    _ claims: [Claim],
    _ span: ClosedRange<Double>
  ) -> [TrackOverride] {
    let points = claims.compactMap { claim in
      claim.reading.map { TrackOverride.Waypoint(time: claim.time - 60, place: $0.place) }
    }
    switch scene.strength {
    case .naive, .noisy:
      return [TrackOverride(span: span, kind: .staged(points, .none, isMoving: false))]
    case .adaptive: return [TrackOverride(span: span, kind: .off)]
    }
  }
}

/// A mock app jumps from shop to shop, faster than anybody travels, while the rep is at home.
///
/// - naive: a check-in every minute or less, exactly at the points set; the track jumps too.
/// - noisy: every three to six minutes, in random shifts; the track stays at home.
/// - adaptive: leaves just the time that a car on an empty road would need, the track off.
enum TeleportAttack {
  static func forge(
    _ fake: FakeVisit,
    rank: Int,
    _ scene: Scene,
    _ draws: inout Draws
  ) -> Claim? {
    guard let first = scene.day.fakes.first else { return nil }
    var fake = fake
    fake.time = first.time + 600 + time(of: rank, scene)
    fake.leave = fake.time + 45
    let pin = scene.pinPlace(of: fake.store)
    switch scene.strength {
    case .naive:
      var claim = scene.mocked(
        fake,
        at: pin.moved(by: 5, towards: draws.angle()),
        accuracy: 5,
        &draws
      )
      claim.mock = draws.chance(0.5)
      return claim
    case .noisy:
      let accuracy = draws.between(5, 16).rounded()
      return scene.mocked(fake, at: pin + draws.normals() * 8, accuracy: accuracy, &draws)
    case .adaptive:
      let accuracy = (draws.between(6, 22) * 1_000).rounded() / 1_000
      let error = draws.normals() * (accuracy / 1.51)
      var claim = scene.mocked(fake, at: pin + error, accuracy: accuracy, &draws)
      claim.reading?.altitude = 4 + draws.normal() * 6
      claim.reading?.speed = abs(draws.normal()) * 0.2
      claim.photo = scene.sparePhoto(fake.store, at: fake.time, &draws)
      return claim
    }
  }

  /// Seconds from the first check-in to one of the others.
  private static func time(of rank: Int, _ scene: Scene) -> Double {
    var seconds = 0.0
    for position in 0..<rank {
      var draws = Draws(
        scene.world.scenario.seed,
        .forge,
        scene.person.index,
        scene.day.day,
        -1 - position
      )
      switch scene.strength {
      case .naive: seconds += draws.between(12, 60)
      case .noisy: seconds += draws.between(150, 360)
      case .adaptive:
        let from = scene.pinPlace(of: scene.day.fakes[position].store)
        let to = scene.pinPlace(of: scene.day.fakes[position + 1].store)
        // 70 km/h as the crow flies, and a minute at the shop.
        seconds += 60 + from.distance(to: to) / 19.4 + draws.between(0, 30)
      }
    }
    return seconds
  }

  static func track(
    _ scene: Scene,
    _ claims: [Claim],
    _ span: ClosedRange<Double>
  ) -> [TrackOverride] {
    switch scene.strength {
    case .naive:
      let points = claims.compactMap { claim in
        claim.reading.map { TrackOverride.Waypoint(time: claim.time - 5, place: $0.place) }
      }
      return [TrackOverride(span: span, kind: .staged(points, .none, isMoving: false))]
    case .noisy: return []
    case .adaptive: return [TrackOverride(span: span, kind: .off)]
    }
  }
}

import LeadlineModel

/// A mock app that scatters its points around the stored position, to look like a receiver.
///
/// - naive: evenly in a square of ±11 m (0.0001°), one constant accuracy; the track jumps.
/// - noisy: normally, without memory, with varying accuracy; the track walks straight from shop to
///   shop, in white noise.
/// - adaptive: errors with the memory and size of a receiver's; but the phone's own track, which the
///   mock app does not reach, stays at home or is off.
enum MockNoiseAttack {
  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    let pin = scene.pinPlace(of: fake.store)
    switch scene.strength {
    case .naive:
      let shift = PlanePoint(x: draws.between(-11, 11), y: draws.between(-11, 11))
      return scene.mocked(fake, at: pin + shift, accuracy: 8, &draws)
    case .noisy:
      let accuracy = draws.between(5, 16).rounded()
      return scene.mocked(fake, at: pin + draws.normals() * 6, accuracy: accuracy, &draws)
    case .adaptive:
      let accuracy = (draws.between(6, 22) * 1_000).rounded() / 1_000
      let error = draws.normals() * (accuracy / 1.51)
      var claim = scene.mocked(fake, at: pin + error, accuracy: accuracy, &draws)
      claim.reading?.altitude = 4 + draws.normal() * 6
      claim.reading?.speed = abs(draws.normal()) * 0.2
      claim.reading?.provider = draws.chance(0.6) ? .fused : .gps
      claim.photo = scene.sparePhoto(fake.store, at: fake.time, &draws)
      return claim
    }
  }

  static func track(
    _ scene: Scene,
    _ claims: [Claim],
    _ span: ClosedRange<Double>
  ) -> [TrackOverride] {
    let points = claims.map { claim in
      TrackOverride.Waypoint(time: claim.time - 60, place: scene.pinPlace(of: claim.store))
    }
    switch scene.strength {
    case .naive:
      return [TrackOverride(span: span, kind: .staged(points, .square(11), isMoving: false))]
    case .noisy:
      return [TrackOverride(span: span, kind: .staged(points, .white(6), isMoving: true))]
    case .adaptive:
      return scene.day.day % 2 == 0 ? [] : [TrackOverride(span: span, kind: .off)]
    }
  }
}

import LeadlineGeometry

/// A changed app sends the store's stored position as its own, while the rep is at home.
///
/// - naive: digit for digit, with a constant accuracy.
/// - noisy: within 2 m, with a random accuracy.
/// - adaptive: 3…8 m away, with an accuracy like a receiver's; the track off.
enum PinCopiedAttack {
  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    let pin = scene.pinPlace(of: fake.store)
    switch scene.strength {
    case .naive:
      var claim = scene.mocked(fake, at: pin, accuracy: 5, &draws)
      claim.reading?.typed = scene.pin(of: fake.store)
      return claim
    case .noisy:
      let place = pin.moved(by: draws.between(0, 2), towards: draws.angle())
      return scene.mocked(fake, at: place, accuracy: draws.between(4, 16).rounded(), &draws)
    case .adaptive:
      let accuracy = (draws.between(6, 22) * 1_000).rounded() / 1_000
      let place = pin.moved(by: draws.between(3, 8), towards: draws.angle())
      var claim = scene.mocked(fake, at: place, accuracy: accuracy, &draws)
      claim.reading?.altitude = 4 + draws.normal() * 6
      claim.reading?.speed = abs(draws.normal()) * 0.2
      claim.photo = scene.sparePhoto(fake.store, at: fake.time, &draws)
      return claim
    }
  }
}

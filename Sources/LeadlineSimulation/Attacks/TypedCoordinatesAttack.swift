import LeadlineGeometry
import LeadlineModel

/// The rep types coordinates into a form of the app, or a tool of a colleague's does, from home.
///
/// - naive: the stored position to three or four decimals, without accuracy.
/// - noisy: five decimals, off by a few of the last ones, without accuracy.
/// - adaptive: six decimals, the last two as a person makes them up, with an accuracy in full metres.
enum TypedCoordinatesAttack {
  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    let pin = scene.pin(of: fake.store)
    var reading = Reading(place: scene.pinPlace(of: fake.store), provider: .gps)
    switch scene.strength {
    case .naive:
      reading.typed = pin
      reading.typedDecimals = draws.whole(3, 4)
    case .noisy:
      reading.typed = Position(
        x: pin.x + Double(draws.whole(-6, 6)) * 1e-5,
        y: pin.y + Double(draws.whole(-6, 6)) * 1e-5
      )
      reading.typedDecimals = 5
    case .adaptive:
      reading.typed = Position(x: made(pin.x, &draws), y: made(pin.y, &draws))
      reading.typedDecimals = 6
      reading.accuracy = draws.between(5, 30).rounded()
      claim.photo = scene.sparePhoto(fake.store, at: fake.time, &draws)
    }
    claim.reading = reading
    return claim
  }

  /// Four decimals of the pin, nudged, and two more that a person calls random: mostly different odd
  /// digits, no zero.
  private static func made(_ degrees: Double, _ draws: inout Draws) -> Double {
    let base = (degrees * 1e4).rounded() / 1e4 + Double(draws.whole(-1, 1)) * 1e-4
    let digits = [
      13, 17, 19, 23, 27, 31, 34, 37, 38, 43, 47, 53, 57, 63, 67, 68, 73, 74, 78, 83, 87,
    ]
    return base + Double(draws.element(digits)) * 1e-6
  }
}

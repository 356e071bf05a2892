/// The rep claims visits from where he is and changes nothing.
///
/// - naive: from home, with the true position.
/// - noisy: from a café in the patch, with the position switched off half of the time.
/// - adaptive: from a café in the patch, with a wide fix by the network or none, the track off.
enum AbsentAttack {
  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    switch scene.strength {
    case .naive: break
    case .noisy: if draws.chance(0.5) { claim.reading = nil }
    case .adaptive:
      claim.reading = draws.chance(0.3) ? nil : scene.cellReading(at: fake.time)
      claim.photo = scene.sparePhoto(fake.store, at: fake.time, &draws)
    }
    return claim
  }
}

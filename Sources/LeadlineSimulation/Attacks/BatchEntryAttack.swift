/// The rep makes up the day's visits afterwards, in the app's offline mode, where the time is typed.
///
/// - naive: in the evening at home, one after the other, at full and half hours, with the position of
///   where he sits.
/// - noisy: in the evening over an hour, at any minutes, with the position switched off.
/// - adaptive: a few at a time, at a café in the patch, for the last one or two hours, with the
///   position switched off or of the café.
enum BatchEntryAttack {
  static func forge(
    _ fake: FakeVisit,
    rank: Int,
    _ scene: Scene,
    _ draws: inout Draws
  ) -> Claim {
    let fakes = scene.day.fakes
    let evening = scene.world.midnight(scene.day.day) + 19 * 3_600
    var shared = Draws(scene.world.scenario.seed, .upload, scene.person.index, scene.day.day, 2)
    let start = max(evening, fakes[fakes.count - 1].leave + 600) + shared.between(0, 5_400)
    var fake = fake
    let entry: Double
    switch scene.strength {
    case .naive:
      fake.time = (fake.time / 1_800).rounded() * 1_800
      fake.leave = fake.time + 1_800
      entry = start + Double(rank) * 50 + draws.between(0, 30)
    case .noisy:
      fake.time = (fake.time / 60).rounded() * 60
      entry = start + Double(rank) * 420 + draws.between(0, 300)
    case .adaptive:
      // Groups of three, entered when the last of them is said to be over.
      let last = fakes[min(fakes.count - 1, rank / 3 * 3 + 2)]
      entry = last.leave + 300 + Double(rank % 3) * 240 + draws.between(0, 120)
    }
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    let hasPosition = scene.strength == .naive || scene.strength == .adaptive && draws.chance(0.4)
    claim.reading = hasPosition ? scene.reading(at: entry) : nil
    claim.submitted = (entry + draws.between(2, 20)).rounded()
    claim.photo = scene.sparePhoto(fake.store, at: fake.time, &draws)
    return claim
  }
}

/// The rep passes the shops without entering one; the position is true, of the road.
///
/// - naive: past the district without a stop, at 150…400 m.
/// - noisy: at 80…250 m, some stops of half a minute.
/// - adaptive: stops for one or two minutes at 60…120 m, where an ordinary error covers the
///   distance, and checks out from the next place, as if the visit had lasted.
enum DriveByAttack {
  static func pass(
    _ fakes: inout [FakeVisit],
    _ strength: Strength,
    builder: DayBuilder,
    on day: Int,
    _ timeline: inout Timeline,
    _ draws: inout Draws
  ) {
    for position in fakes.indices {
      let metres =
        switch strength {
        case .naive: draws.between(150, 400)
        case .noisy: draws.between(80, 250)
        case .adaptive: draws.between(60, 120)
        }
      let seconds =
        switch strength {
        case .naive: draws.between(3, 12)
        case .noisy: draws.between(8, 45)
        case .adaptive: draws.between(60, 150)
        }
      let kerb = builder.place(of: fakes[position].store, on: day)
        .moved(by: metres, towards: draws.angle())
      let arrival = timeline.go(to: kerb, for: seconds, .road, &draws)
      fakes[position].time = arrival + seconds / 2
      fakes[position].leave = arrival + seconds
      if strength == .adaptive && position > 0 { fakes[position - 1].leave = arrival }
    }
  }

  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    claim.photo = scene.sparePhoto(fake.store, at: fake.time, &draws)
    // Who forgets to check out gives nothing away.
    if scene.strength == .noisy { claim.left = nil }
    return claim
  }
}

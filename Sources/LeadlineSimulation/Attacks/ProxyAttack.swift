/// A colleague goes to the rep's shops and checks in for him, while the rep is at home.
///
/// - naive: with the rep's account on the colleague's own phone.
/// - noisy: with the rep's phone, which the colleague carries beside his own all day; so all visits of
///   the day are the colleague's.
/// - adaptive: with a second phone of the colleague's that has the rep's account, the track of the
///   rep's own phone off.
enum ProxyAttack {
  /// Gives the fakes the times at which the colleague is there; those that he does not reach are not
  /// claimed.
  static func takeTimes(from helper: RepDay?, _ day: inout RepDay) {
    day.fakes = day.fakes.compactMap { fake in
      guard fake.attack == .proxy else { return fake }
      guard let visit = helper?.visits.first(where: { $0.store == fake.store }) else { return nil }
      var fake = fake
      fake.time = visit.arrival + min(120, (visit.departure - visit.arrival) / 2)
      fake.leave = visit.departure
      return fake
    }.sorted { $0.time < $1.time }
  }

  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim? {
    guard let partner = scene.person.cheat?.partner,
      var day = scene.builder.day(of: partner, scene.day.day)
    else { return nil }
    // The rep's own phone goes along.
    if scene.strength == .noisy { day.person = scene.person.index }
    let helper = Scene(scene.builder, day, pins: scene.pins)
    var claim = helper.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    claim.person = scene.person.index
    claim.photo = helper.photo(fake.store, at: fake.time, &draws)
    switch scene.strength {
    case .naive, .noisy: break
    case .adaptive:
      claim.device = .second(partner)
      claim.app = scene.appIndex
    }
    return claim
  }

  static func track(_ scene: Scene, _ span: ClosedRange<Double>) -> [TrackOverride] {
    switch scene.strength {
    case .naive: return []
    case .noisy:
      guard let partner = scene.person.cheat?.partner,
        let day = scene.builder.day(of: partner, scene.day.day)
      else { return [] }
      return [TrackOverride(span: day.window, kind: .carried(day))]
    case .adaptive: return [TrackOverride(span: span, kind: .off)]
    }
  }
}

/// The rep records a day's positions and plays them again on another day, from home.
///
/// - naive: the same numbers at the same time of day, a week or two later.
/// - noisy: played some minutes later, so that only the shape is the same.
/// - adaptive: every fix moved by some metres of white noise, played with a delay.
enum ReplayedTrackAttack {
  /// Metres per axis by which the adaptive rep moves each fix.
  private static let jitterMetres = 4.0

  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim? {
    guard let source = recording(for: fake.store, scene) else { return nil }
    let delay = delay(scene)
    guard let visit = source.visits.first(where: { $0.store == fake.store }) else { return nil }
    let recorded = Scene(scene.builder, source, pins: scene.pins).honest(visit, companion: nil)
    let shift = Double(scene.day.day - source.day) * 86_400 + delay
    var claim = scene.plain(
      fake.store,
      at: recorded.time + shift,
      leave: visit.departure + shift,
      &draws
    )
    claim.reading = recorded.reading
    claim.reading?.time = recorded.reading?.time.map { $0 + shift }
    if scene.strength == .adaptive, let place = claim.reading?.place {
      claim.reading?.place = place + draws.normals() * jitterMetres
      claim.photo = scene.sparePhoto(fake.store, at: claim.time, &draws)
    }
    return claim
  }

  static func track(_ scene: Scene, _ span: ClosedRange<Double>) -> [TrackOverride] {
    guard let store = scene.day.fakes.first?.store, let source = recording(for: store, scene)
    else { return [] }
    let jitter = scene.strength == .adaptive ? jitterMetres : 0
    return [
      TrackOverride(
        span: span,
        kind: .replayed(source, jitterMetres: jitter, delay: delay(scene))
      )
    ]
  }

  private static func delay(_ scene: Scene) -> Double {
    var draws = Draws(scene.world.scenario.seed, .forge, scene.person.index, scene.day.day, 0)
    return scene.strength == .naive ? 0 : draws.between(-1_500, 1_500).rounded()
  }

  /// The latest earlier day on which the rep really went where this day's fakes are; before the
  /// period, if need be.
  private static func recording(for store: Int, _ scene: Scene) -> RepDay? {
    let first = scene.day.fakes.first?.store ?? store
    for weeks in 1...8 {
      let day = scene.day.day - 7 * weeks
      guard scene.person.cheat?.days[day] == nil,
        let source = scene.builder.day(of: scene.person.index, day),
        source.visits.contains(where: { $0.store == first })
      else { continue }
      return source
    }
    return nil
  }
}

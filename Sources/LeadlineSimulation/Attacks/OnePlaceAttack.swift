import LeadlineModel

/// The rep sits down in one place and checks in at all shops around from there; the position is true.
///
/// - naive: one after the other within minutes, from the café, however far the shops are.
/// - noisy: over an hour or two, with some steps in between.
/// - adaptive: sits in the middle of the shops, leaves out those far away, lets the time of a visit
///   pass between two, and switches the satellites off, so that the fix is by the network and wide.
enum OnePlaceAttack {
  static func sit(
    _ fakes: inout [FakeVisit],
    _ person: Person,
    _ strength: Strength,
    builder: DayBuilder,
    on day: Int,
    _ timeline: inout Timeline,
    _ draws: inout Draws
  ) {
    let places = fakes.map { builder.place(of: $0.store, on: day) }
    guard !places.isEmpty else { return }
    let middle = places.reduce(PlanePoint(x: 0, y: 0), +) * (1 / Double(places.count))
    let spot =
      strength == .adaptive
      ? middle.moved(by: draws.between(40, 120), towards: draws.angle()) : person.hideout
    let arrival = timeline.go(to: spot, for: 600, .street, &draws)
    var time = arrival + 240
    var kept: [FakeVisit] = []
    for (fake, place) in zip(fakes, places) {
      if strength == .adaptive && place.distance(to: spot) > 600 { continue }
      var fake = fake
      fake.time = time
      let pause =
        switch strength {
        case .naive: draws.between(40, 150)
        case .noisy: draws.between(300, 1_200)
        case .adaptive: draws.between(900, 1_700)
        }
      fake.leave = time + pause * 0.8
      time += pause
      kept.append(fake)
    }
    timeline.stay(until: time + 300)
    fakes = kept
  }

  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    if scene.strength == .adaptive, var reading = claim.reading {
      // The network knows the place to a street or so; the error is the phone's own.
      let accuracy = draws.between(60, 160).rounded()
      reading.place = scene.day.moment(at: fake.time).place + draws.normals() * (accuracy / 1.51)
      reading.accuracy = accuracy
      reading.provider = .network
      reading.altitude = nil
      reading.speed = nil
      claim.reading = reading
    }
    return claim
  }
}

/// A customer whom nobody visited for seven days falls to the public pool; the rep claims a visit just
/// before, without going there, to those whose turn is only every second week.
///
/// - naive: in the evening from home, on the sixth or seventh day.
/// - noisy: at lunch, with a wide fix by the network or none.
/// - adaptive: on the fifth to seventh day, where his way passes nearest to the shop, with a wide fix.
enum KeepAliveAttack {
  static func claim(
    _ person: Person,
    _ strength: Strength,
    builder: DayBuilder,
    _ day: inout RepDay
  ) {
    for (rank, store) in customers(of: person, in: builder.world).enumerated() {
      var draws = Draws(builder.world.scenario.seed, .forge, store, day.day)
      guard age(of: store, on: day.day, strength, person, builder) else { continue }
      let time: Double
      switch strength {
      case .naive: time = day.window.upperBound - 1_100 + Double(rank) * 60
      case .noisy:
        guard let lunch = day.stops.first(where: { $0.place == person.lunch && $0.store == nil })
        else { continue }
        time = lunch.arrival + 60 + draws.between(0, lunch.departure - lunch.arrival - 120)
      case .adaptive:
        let place = builder.place(of: store, on: day.day)
        let near = day.stops.dropFirst().dropLast().filter { $0.place.distance(to: place) > 130 }
        guard
          let stop = near.min(by: {
            $0.place.distance(to: place) < $1.place.distance(to: place)
          })
        else { continue }
        time = stop.departure + draws.between(5, 40)
      }
      day.fakes.append(FakeVisit(store: store, time: time, leave: time + 500, attack: .keepAlive))
    }
  }

  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: nil, &draws)
    switch scene.strength {
    case .naive: break
    case .noisy: claim.reading = draws.chance(0.5) ? nil : scene.cellReading(at: fake.time)
    case .adaptive: claim.reading = scene.cellReading(at: fake.time)
    }
    return claim
  }

  /// The customers kept alive: as many of those with a visit every second week or more rarely as the
  /// rep's share of faked visits allows.
  private static func customers(of person: Person, in world: World) -> [Int] {
    let stores = Array(world.storesOfRep[person.index]).filter {
      (world.stores[$0].rhythm?.weeks ?? 0) >= 2 && !world.stores[$0].isFounded
    }
    // One claim in two weeks each.
    let visits = person.visitsPerDay * Double(person.workdays.count) * 2
    let share = world.scenario.cheatShare
    let count = max(2, Int((visits * share / max(0.1, 1 - share)).rounded()))
    let order = Draws(world.scenario.seed, .pin, person.index, -2).shuffled(stores.count)
    return order.prefix(count).map { stores[$0] }
  }

  /// Tells whether the claim falls on this day: a fixed number of days after the last visit planned.
  private static func age(
    of store: Int,
    on day: Int,
    _ strength: Strength,
    _ person: Person,
    _ builder: DayBuilder
  ) -> Bool {
    let wanted: ClosedRange<Int> = strength == .adaptive ? 5...7 : 6...7
    for back in wanted where builder.dueStores(of: person, on: day - back).contains(store) {
      var draws = Draws(builder.world.scenario.seed, .forge, store, day - back, -3)
      let chosen = draws.whole(wanted.lowerBound, wanted.upperBound)
      // On a free day it is done on the next one, unless that is too late.
      return chosen == back
        || !person.workdays.contains(builder.world.weekday(day - back + chosen)) && back == 7
    }
    return false
  }
}

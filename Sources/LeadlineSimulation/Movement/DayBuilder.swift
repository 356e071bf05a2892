import Foundation

/// Makes the days of all people; each is the same whenever and by whomever it is asked for.
struct DayBuilder: Sendable {
  let world: World

  private var seed: UInt64 { world.scenario.seed }

  // MARK: - Field reps

  /// The day of a field rep; nil on free and sick days.
  func day(of rep: Int, _ day: Int) -> RepDay? {
    let person = world.people[rep]
    guard works(person, on: day) else { return nil }
    var route = dueStores(of: person, on: day)
    let pinVictims = PinMovedAttack.takeVictims(from: &route, of: person, on: day, in: world)
    if let helped = person.helps { route += favours(for: helped, on: day) }
    route = ordered(route, from: person.depot ?? person.home, on: day)
    let faked = fakedCount(of: person, on: day, among: route.count)
    var result = timeline(of: person, on: day, route: route, skipping: 0)
    if faked > 0, let cheat = person.cheat {
      let claimed = result.visits.suffix(max(0, result.visits.count - (route.count - faked)))
      let attack = cheat.attack(on: day)
      let fakes = claimed.map {
        FakeVisit(store: $0.store, time: $0.arrival + 90, leave: $0.departure, attack: attack)
      }
      result = timeline(of: person, on: day, route: route, skipping: faked)
      result.fakes = fakes
      spendFreeTime(of: person, cheat, attack, until: claimed.last?.departure, in: &result)
    }
    for index in result.visits.indices {
      result.visits[index].isFavour = world.stores[result.visits[index].store].owner != rep
    }
    goHome(person, &result)
    addExtras(of: person, pinVictims: pinVictims, to: &result)
    return result
  }

  /// Tells whether a person works on a day.
  private func works(_ person: Person, on day: Int) -> Bool {
    guard person.workdays.contains(world.weekday(day)) else { return false }
    var draws = Draws(seed, .day, person.index, day)
    // Who has a plan for the day does not call in sick.
    return !draws.chance(0.03) || person.cheat?.days[day] != nil || person.helps != nil
  }

  /// The stores whose turn it is, without the phantoms; in the order of the records.
  func dueStores(of person: Person, on day: Int) -> [Int] {
    guard let slot = person.workdays.firstIndex(of: world.weekday(day)) else { return [] }
    let week = world.week(day)
    return world.storesOfRep[person.index].filter { store in
      let record = world.stores[store]
      guard let rhythm = record.rhythm, day >= record.visitedFrom,
        rhythm.isDue(slot: slot, week: week)
      else { return false }
      var draws = Draws(seed, .visit, store, day)
      return !draws.chance(0.05)
    }
  }

  /// The route of a rep as planned, visits that are faked in the end included.
  func plannedRoute(of person: Person, on day: Int) -> [Int] {
    ordered(dueStores(of: person, on: day), from: person.depot ?? person.home, on: day)
  }

  /// How many of the last visits of a route are faked.
  private func fakedCount(of person: Person, on day: Int, among count: Int) -> Int {
    guard let cheat = person.cheat, let share = cheat.days[day],
      cheat.attack(on: day).skipsVisits, count > 0
    else { return 0 }
    return min(count, max(1, Int((share * Double(count)).rounded())))
  }

  /// The stores that a colleague fakes on a day and has visited by someone.
  private func favours(for helped: Int, on day: Int) -> [Int] {
    let person = world.people[helped]
    guard person.cheat?.days[day] != nil, person.cheat?.attack(on: day) == .proxy else { return [] }
    let route = plannedRoute(of: person, on: day)
    return Array(route.suffix(fakedCount(of: person, on: day, among: route.count)))
  }

  /// The stores, always the nearest one next.
  private func ordered(_ stores: [Int], from start: PlanePoint, on day: Int) -> [Int] {
    var rest = stores
    var result: [Int] = []
    var place = start
    while !rest.isEmpty {
      var best = 0
      var bestDistance = Double.infinity
      for (position, store) in rest.enumerated() {
        let distance = self.place(of: store, on: day).distance(to: place)
        if distance < bestDistance {
          best = position
          bestDistance = distance
        }
      }
      place = self.place(of: rest[best], on: day)
      result.append(rest.remove(at: best))
    }
    return result
  }

  /// Where a store's shop is on a day.
  func place(of store: Int, on day: Int) -> PlanePoint {
    world.shops[world.stores[store].shop].place(on: day)
  }

  func setting(of store: Int) -> Setting {
    switch world.shops[world.stores[store].shop].site {
    case .street: .street
    case .mall: .mall
    case .market: .market
    case .tower: .tower
    case .village: .village
    }
  }

  // MARK: - The course of a day

  /// Nobody begins a visit after this, seconds after midnight.
  private static let lastArrival = 18.2 * 3_600

  private func timeline(
    of person: Person,
    on day: Int,
    route: [Int],
    skipping skipped: Int
  ) -> RepDay {
    let midnight = world.midnight(day)
    var draws = Draws(seed, .day, person.index, day, 1)
    let start = midnight + person.startMinute * 60 + draws.between(-900, 900)
    var timeline = Timeline(
      city: world.scenario.city,
      speed: person.speed,
      at: person.home,
      from: midnight,
      until: start
    )
    if let depot = person.depot {
      timeline.go(to: depot, for: draws.between(480, 1_200), .home, &draws)
    }
    var visits: [Visit] = []
    var hasEaten = false
    for store in route.dropLast(skipped) {
      var draws = Draws(seed, .visit, store, day, 1)
      if !hasEaten && timeline.end > midnight + 11.6 * 3_600 {
        hasEaten = true
        timeline.go(
          to: lunchPlace(of: person, near: store, on: day, &draws),
          for: draws.between(1_500, 3_300),
          .home,
          &draws
        )
      }
      if draws.chance(0.4) {
        let bench = place(of: store, on: day).moved(
          by: draws.between(60, 300),
          towards: draws.angle()
        )
        timeline.go(to: bench, for: draws.between(300, 1_500), .street, &draws)
      }
      guard timeline.end < midnight + Self.lastArrival else { break }
      let isDropOff = draws.chance(0.045 * world.scenario.traps)
      let minutes =
        isDropOff
        ? draws.between(1.2, 3) : min(40, max(6, draws.logNormal(mu: log(20.0), sigma: 0.5)))
      let spot = place(of: store, on: day) + draws.normals() * 2
      let arrival = timeline.go(
        to: spot,
        for: minutes * 60,
        setting(of: store),
        store: store,
        &draws
      )
      visits.append(
        Visit(store: store, arrival: arrival, departure: timeline.end, isDropOff: isDropOff)
      )
    }
    return RepDay(
      person: person.index,
      day: day,
      stops: timeline.stops,
      visits: visits,
      window: start - 1_200...start
    )
  }

  private func lunchPlace(
    of person: Person,
    near store: Int,
    on day: Int,
    _ draws: inout Draws
  ) -> PlanePoint {
    let hasHabit = person.tablet != nil || person.cheat != nil
    if hasHabit || !person.hasVillages && draws.chance(0.7) { return person.lunch }
    return place(of: store, on: day).moved(by: draws.between(80, 400), towards: draws.angle())
  }

  /// Leads the person home, and keeps the app on for a while.
  private func goHome(_ person: Person, _ day: inout RepDay) {
    var draws = Draws(seed, .day, person.index, day.day, 2)
    extend(&day, of: person) { timeline in
      timeline.go(to: person.home, for: 0, .home, &draws)
    }
    // Whoever claims visits until the evening leaves the app on until then.
    let end = max(day.stops[day.stops.count - 1].arrival, day.fakes.map(\.leave).max() ?? 0)
    day.stops[day.stops.count - 1].departure = max(end + 1_200, world.midnight(day.day + 1))
    day.window = day.window.lowerBound...(end + 1_200)
  }

  private func extend(_ day: inout RepDay, of person: Person, _ body: (inout Timeline) -> Void) {
    var timeline = Timeline(city: world.scenario.city, speed: person.speed, continuing: day.stops)
    body(&timeline)
    day.stops = timeline.stops
  }

  // MARK: - Cheats

  /// What a cheat does instead of visiting.
  private func spendFreeTime(
    of person: Person,
    _ cheat: CheatRole,
    _ attack: Attack,
    until end: Double?,
    in day: inout RepDay
  ) {
    var draws = Draws(seed, .forge, person.index, day.day)
    var fakes = day.fakes
    let date = day.day
    extend(&day, of: person) { timeline in
      switch attack {
      case .driveBy:
        DriveByAttack.pass(&fakes, cheat.strength, builder: self, on: date, &timeline, &draws)
      case .onePlace:
        OnePlaceAttack.sit(
          &fakes,
          person,
          cheat.strength,
          builder: self,
          on: date,
          &timeline,
          &draws
        )
      default:
        var place = attack.hideout(of: person, cheat.strength)
        // Home is reached in the end anyway.
        guard place != person.home, let end, let first = fakes.first else { break }
        // Who knows that somebody compares sits down near the shops.
        if cheat.strength == .adaptive {
          place = self.place(of: first.store, on: date)
            .moved(by: draws.between(150, 600), towards: draws.angle())
        }
        timeline.go(to: place, for: 600, .home, &draws)
        timeline.stay(until: end)
      }
    }
    day.fakes = fakes
  }

  /// Adds the claims of attacks that happen beside real work.
  private func addExtras(of person: Person, pinVictims: [Int], to day: inout RepDay) {
    guard let cheat = person.cheat, let attack = cheat.attacks.first else { return }
    switch attack {
    case .pinMoved:
      PinMovedAttack.claim(pinVictims, of: person, cheat.strength, in: world, &day)
    case .phantomDuplicate:
      PhantomDuplicateAttack.claim(person, cheat.strength, in: world, &day)
    case .keepAlive:
      KeepAliveAttack.claim(person, cheat.strength, builder: self, &day)
    case .proxy:
      ProxyAttack.takeTimes(from: cheat.partner.flatMap { self.day(of: $0, day.day) }, &day)
    default: break
    }
  }
}

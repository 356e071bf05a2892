import LeadlineGeometry

/// The rep moves the stored positions of some shops to where he is anyway, and checks in there; he
/// never goes to these shops again.
///
/// - naive: in one step to where he stands at home; checks in there in the morning.
/// - noisy: to random places 20…90 m around the place of his lunch, on several days.
/// - adaptive: in four small steps over days towards the place of his lunch, each no longer than a
///   correction might be.
enum PinMovedAttack {
  /// The days after which the pins are moved.
  private static let preparationDays = 3

  /// Takes the victims out of a route; empty for everybody else and on the days before.
  static func takeVictims(
    from route: inout [Int],
    of person: Person,
    on day: Int,
    in world: World
  ) -> [Int] {
    guard person.cheat?.attacks.first == .pinMoved, day > preparationDays else { return [] }
    let victims = Set(victims(of: person, in: world))
    let taken = route.filter { victims.contains($0) }
    route.removeAll { victims.contains($0) }
    return taken
  }

  /// The shops whose pins are moved: the share of the customers that the rep fakes visits of.
  static func victims(of person: Person, in world: World) -> [Int] {
    let stores = Array(world.storesOfRep[person.index]).filter {
      world.stores[$0].original == nil && !world.stores[$0].isFounded
        && (world.stores[$0].rhythm?.weeks ?? 9) <= 1
        && world.shops[world.stores[$0].shop].earlierPlace == nil
    }
    let all = Double(world.storesOfRep[person.index].count)
    let count = max(2, Int((all * world.scenario.cheatShare).rounded()))
    let order = Draws(world.scenario.seed, .pin, person.index, -1).shuffled(stores.count)
    return order.prefix(count).map { stores[$0] }
  }

  /// Claims the victims that are due while the rep is where their pins are.
  static func claim(
    _ victims: [Int],
    of person: Person,
    _ strength: Strength,
    in world: World,
    _ day: inout RepDay
  ) {
    guard !victims.isEmpty else { return }
    var draws = Draws(world.scenario.seed, .forge, person.index, day.day, -9)
    let lunch = day.stops.first { $0.place == person.lunch && $0.store == nil }
    var time: Double
    var end: Double
    if strength != .naive, let lunch {
      (time, end) = (lunch.arrival + 120, lunch.departure - 60)
    } else if strength == .naive {
      (time, end) = (day.stops[0].departure - 1_000, day.stops[0].departure - 30)
    } else {
      return
    }
    let pause = (end - time) / Double(victims.count)
    for store in victims {
      let moment = time + draws.between(0, pause * 0.4)
      day.fakes.append(
        FakeVisit(store: store, time: moment, leave: moment + pause * 0.5, attack: .pinMoved)
      )
      time += pause
    }
    end = time
  }

  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    // Several "visits" within a minute would not have lasted; he lets them open.
    if scene.strength == .adaptive { claim.left = nil }
    return claim
  }

  /// Where a pin is moved to and when; one or more steps.
  static func edits(
    of store: Int,
    from old: PlanePoint,
    _ person: Person,
    in world: World
  ) -> [(time: Double, place: PlanePoint)] {
    guard let cheat = person.cheat else { return [] }
    var draws = Draws(world.scenario.seed, .pin, store, 1)
    let midnight = world.midnight(0)
    func time(_ day: Double) -> Double {
      (midnight + day * 86_400 + draws.between(9, 21) * 3_600).rounded()
    }
    switch cheat.strength {
    case .naive: return [(time(2), person.home + draws.normals() * 6)]
    case .noisy:
      let place = person.lunch.moved(by: draws.between(20, 90), towards: draws.angle())
      return [(time(Double(draws.whole(0, preparationDays))), place)]
    case .adaptive:
      let place = person.lunch.moved(by: draws.between(20, 90), towards: draws.angle())
      return (0...preparationDays).map { step in
        let share = Double(step + 1) / Double(preparationDays + 1)
        return (time(Double(step)), old + (place - old) * share + draws.normals() * 8)
      }
    }
  }
}

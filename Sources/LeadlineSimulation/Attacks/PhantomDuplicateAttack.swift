/// The rep registers a real shop once more under another phone, and claims visits to it for the gifts
/// that new customers get; he is really there, for the shop that exists.
///
/// - naive: the same name, some metres away, both visited within minutes.
/// - noisy: a variant of the name, 25…60 m away, visited at the end of the true visit.
/// - adaptive: another name and phone, 50…110 m away; on a visit he claims only one of the two, and
///   photographs the second from another side.
enum PhantomDuplicateAttack {
  static func claim(_ person: Person, _ strength: Strength, in world: World, _ day: inout RepDay) {
    let stores = world.storesOfRep[person.index]
    for phantom in stores {
      let record = world.stores[phantom]
      guard let original = record.original, day.day >= record.visitedFrom,
        let position = day.visits.firstIndex(where: { $0.store == stores.lowerBound + original })
      else { continue }
      let visit = day.visits[position]
      let dwell = visit.departure - visit.arrival
      var draws = Draws(world.scenario.seed, .forge, person.index, day.day, phantom)
      let time: Double
      switch strength {
      case .naive: time = visit.arrival + min(dwell * 0.7, draws.between(230, 420))
      case .noisy: time = visit.departure - min(dwell * 0.2, 150)
      case .adaptive:
        // Two records of one shop on one day would be seen.
        guard world.week(day.day) % 2 == 0 else { continue }
        day.visits.remove(at: position)
        time = visit.arrival + min(dwell * 0.4, draws.between(60, 240))
      }
      day.fakes.append(
        FakeVisit(store: phantom, time: time, leave: visit.departure, attack: .phantomDuplicate)
      )
    }
  }

  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    if scene.photos.isTaken(scene.person, store: fake.store, on: scene.day.day) {
      var photo = scene.photos.photo(
        scene.person,
        store: fake.store,
        on: scene.day.day,
        fromElsewhere: scene.strength == .adaptive
      )
      photo.time = (fake.time + draws.between(-20, 110)).rounded()
      claim.photo = photo
    }
    return claim
  }
}

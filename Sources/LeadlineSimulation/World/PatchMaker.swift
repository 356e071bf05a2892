import Foundation

/// Lays out the shops of one rep's patch and the records of them.
struct PatchMaker {
  private let scenario: Scenario
  private let plan: CityPlan
  private let person: Person
  private let firstShop: Int
  private var draws: Draws
  private(set) var shops: [Shop] = []
  private(set) var stores: [Store] = []

  /// Franchises in the city; each has one look.
  private static let brands = 12

  init(_ scenario: Scenario, _ plan: CityPlan, person: Person, firstShop: Int) {
    self.scenario = scenario
    self.plan = plan
    self.person = person
    self.firstShop = firstShop
    draws = Draws(scenario.seed, .patch, person.index)
  }

  mutating func make(midnight: (Int) -> Double) {
    layOut()
    for shop in shops.indices {
      draws = Draws(scenario.seed, .shop, person.index, shop)
      addCircumstances(to: shop)
      stores.append(record(of: shop, midnight: midnight))
    }
    giveRhythms()
    addPhantoms(midnight: midnight)
  }

  // MARK: - Shops

  private mutating func layOut() {
    let wanted = scenario.storesPerRep
    if person.hasTower { addTower(min(wanted / 3, draws.whole(8, 16))) }
    if person.hasMall {
      addCluster(min(wanted / 3, draws.whole(6, 14)), within: 55, site: .mall)
    }
    if person.hasMarket {
      addCluster(min(wanted / 3, draws.whole(8, 14)), within: 22, site: .market)
    }
    if person.hasVillages { addVillages(min(wanted / 3, wanted - shops.count)) }
    while shops.count < wanted { addStreet(min(wanted - shops.count, draws.whole(4, 10))) }
  }

  private mutating func placeInPatch() -> PlanePoint {
    person.centre.moved(by: plan.spacing * 0.55 * draws.unit().squareRoot(), towards: draws.angle())
  }

  private mutating func addTower(_ count: Int) {
    let place = placeInPatch()
    for _ in 0..<count {
      let offset = draws.normals() * 5
      shops.append(Shop(place: place + offset, site: .tower, floor: draws.whole(1, 28)))
    }
  }

  private mutating func addCluster(_ count: Int, within radius: Double, site: Shop.Site) {
    let place = placeInPatch()
    for _ in 0..<count {
      let spot = place.moved(by: radius * draws.unit().squareRoot(), towards: draws.angle())
      let floor = site == .mall ? draws.whole(0, 4) : 0
      shops.append(Shop(place: spot, site: site, floor: floor))
    }
  }

  private mutating func addVillages(_ count: Int) {
    let outwards = plan.outwards(from: person.centre)
    var left = count
    while left > 0 {
      let size = min(left, draws.whole(2, 6))
      let direction = outwards + draws.between(-0.5, 0.5)
      let village = person.centre.moved(by: draws.between(5_000, 15_000), towards: direction)
      for _ in 0..<size {
        let place = village + draws.normals() * 120
        shops.append(Shop(place: place, site: .village))
      }
      left -= size
    }
  }

  private mutating func addStreet(_ count: Int) {
    let street = plan.street(near: placeInPatch(), &draws)
    var along = 0.0
    for _ in 0..<count {
      // Shops stand on either side, some metres behind the kerb.
      let side = draws.chance(0.5) ? Double.pi / 2 : -Double.pi / 2
      let place = street.origin.moved(by: along, towards: street.direction)
        .moved(by: draws.between(8, 16), towards: street.direction + side)
      shops.append(Shop(place: place, site: .street))
      along += draws.between(15, 60)
    }
  }

  private mutating func addCircumstances(to shop: Int) {
    if draws.chance(0.07 * scenario.traps) { shops[shop].brand = draws.whole(0, Self.brands - 1) }
    if draws.chance(0.035 * scenario.traps), shops[shop].site == .street {
      let metres = 90 * pow(12, draws.unit())
      shops[shop].earlierPlace = shops[shop].place.moved(by: metres, towards: draws.angle())
      shops[shop].movedOn = draws.whole(-scenario.days / 2, scenario.days * 3 / 4)
    }
  }

  // MARK: - Records

  /// Metres between two honest geocodes of a place are log-normal, µ 3.64, σ 1.02 (23,081 pairs of
  /// public map data); one geocode has that over the root of two.
  private static let geocodeMu = 3.64 - 0.5 * log(2.0)
  private static let geocodeSigma = 1.02

  /// Positions that many visits agreed on; a 68 % radius.
  private static let consensusAccuracyMetres = 9.0

  private mutating func record(of shop: Int, midnight: (Int) -> Double) -> Store {
    // A moved shop was geocoded where it was when the record was made.
    let place = shops[shop].earlierPlace ?? shops[shop].place
    let isLicence = draws.chance(0.03 * scenario.traps)
    let isConsensus = !isLicence && draws.chance(0.12)
    let metres =
      isLicence
      ? 250 * pow(12, draws.unit())
      : isConsensus
        ? Self.consensusAccuracyMetres / 1.51 * draws.normals().distance(to: PlanePoint(x: 0, y: 0))
        : scenario.noise * draws.logNormal(mu: Self.geocodeMu, sigma: Self.geocodeSigma)
    let daysOld = draws.between(20, 900)
    var store = Store(
      shop: firstShop + shop,
      owner: person.index,
      geocode: place.moved(by: metres, towards: draws.angle()),
      isFarOff: metres > 250,
      statedAccuracyMetres: isConsensus ? Self.consensusAccuracyMetres : nil,
      createdAt: (midnight(0) - daysOld * 86_400).rounded()
    )
    if draws.chance(0.04 * scenario.traps), shops[shop].earlierPlace == nil {
      store.isFounded = true
      store.isFarOff = false
      store.statedAccuracyMetres = nil
      store.visitedFrom = draws.whole(0, max(0, scenario.days * 2 / 3))
      // Until the first visit says when exactly.
      store.createdAt = midnight(store.visitedFrom) + 43_200
    } else if draws.chance(0.025) {
      // A new customer taken from a map the evening before.
      store.visitedFrom = draws.whole(0, max(0, scenario.days * 2 / 3))
      store.createdAt = midnight(store.visitedFrom) - Double(draws.whole(9_000, 30_000))
    }
    return store
  }

  /// Spreads the customers over the week by direction from the patch's centre, and thins out visits
  /// until the week holds what the rep can do.
  private mutating func giveRhythms() {
    draws = Draws(scenario.seed, .schedule, person.index)
    let centre = person.centre
    let order = stores.indices.sorted { first, second in
      let places = (shops[first].place - centre, shops[second].place - centre)
      return (atan2(places.0.y, places.0.x), first) < (atan2(places.1.y, places.1.x), second)
    }
    let weeks = visitWeeks()
    let slots = person.workdays.count
    for (rank, store) in order.enumerated() {
      let slot = rank * slots / order.count
      let cycle = weeks[store]
      var rhythm = Rhythm(
        slot: slot,
        weeks: max(1, cycle),
        phase: draws.whole(0, max(1, cycle) - 1)
      )
      if cycle == 0 { rhythm.secondSlot = (slot + slots / 2) % slots }
      stores[store].rhythm = rhythm
    }
  }

  /// The weeks between visits of each store, 0 for two visits a week.
  private mutating func visitWeeks() -> [Int] {
    let perWeek = person.visitsPerDay * Double(person.workdays.count)
    var weeks = Array(repeating: 1, count: stores.count)
    var planned = Double(stores.count)
    for (rank, store) in draws.permutation(stores.count).enumerated() {
      // A fifth is never worth a visit a week.
      if planned > perWeek || rank * 5 < stores.count {
        weeks[store] = 2
        planned -= 0.5
      } else if planned < perWeek - 1, person.workdays.count >= 4 {
        weeks[store] = 0
        planned += 1
      }
    }
    for store in stores.indices where planned > perWeek && weeks[store] == 2 {
      weeks[store] = 4
      planned -= 0.25
    }
    return weeks
  }

  // MARK: - Phantoms

  /// Registers some shops a second time, where the rep is one who does.
  private mutating func addPhantoms(midnight: (Int) -> Double) {
    guard let cheat = person.cheat, cheat.attacks.contains(.phantomDuplicate) else { return }
    draws = Draws(scenario.seed, .forge, person.index)
    let count = max(2, Int((Double(stores.count) * scenario.cheatShare).rounded()))
    let candidates = stores.indices.filter {
      !stores[$0].isFounded && shops[$0].earlierPlace == nil
        && (stores[$0].rhythm?.everyDays ?? 99) <= 7
    }
    let order = draws.permutation(candidates.count)
    for position in order.prefix(count) {
      let original = candidates[position]
      let metres =
        switch cheat.strength {
        case .naive: draws.between(0, 5)
        case .noisy: draws.between(25, 60)
        case .adaptive: draws.between(50, 110)
        }
      let day = draws.whole(0, max(0, scenario.days / 2))
      stores.append(
        Store(
          shop: firstShop + original,
          owner: person.index,
          geocode: shops[original].place.moved(by: metres, towards: draws.angle()),
          createdAt: midnight(day) + 43_200,
          visitedFrom: day,
          original: original
        )
      )
    }
  }
}

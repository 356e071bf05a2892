import Foundation
import LeadlineGeometry
import LeadlineModel

/// All that one person does and sends over the days of the scenario.
struct Month {
  /// A move of a store's stored position.
  struct Edit {
    var store: Int
    var time: Double
    var person: Int
    var place: Position
    /// Nil where there was none before.
    var old: Position?
  }

  struct Order {
    var store: Int
    var time: Double
    /// Nil for orders by phone.
    var person: Int?
    var amount: Double
    var items: Int
  }

  private let builder: DayBuilder
  private let person: Person
  private let rows: RowText
  private let stores: Range<Int>
  private(set) var claims: [Claim] = []
  private(set) var orders: [Order] = []
  private(set) var edits: [Edit] = []
  /// The stored positions of the rep's stores at the end, degrees.
  private(set) var pins: [Position]
  /// When the records of the rep's stores were made.
  private(set) var createdAt: [Double]
  /// Lines of the track file.
  private(set) var tracks: [UInt8] = []
  /// Lines of the file of true stays.
  private(set) var stays: [UInt8] = []
  private var firstVisited: Set<Int> = []
  private var corrected: Set<Int> = []
  private var plannedEdits: [Edit] = []

  private var world: World { builder.world }

  init(_ builder: DayBuilder, _ index: Int, _ rows: RowText) {
    self.builder = builder
    self.rows = rows
    let world = builder.world
    person = world.people[index]
    stores = person.role == .rep ? world.storesOfRep[index] : 0..<0
    pins = stores.map {
      rows.rounded(world.plane.position(of: world.stores[$0].geocode), decimals: 6)
    }
    createdAt = stores.map { world.stores[$0].createdAt }
    prepareEdits()
    for day in 0..<world.scenario.days { add(day) }
  }

  private mutating func add(_ date: Int) {
    applyPlannedEdits(before: world.midnight(date + 1))
    let found: RepDay? =
      switch person.role {
      case .rep: builder.day(of: person.index, date)
      case .supervisor: builder.supervisorDay(of: person.index, date)
      case .manager: nil
      }
    addPhoneOrders(on: date)
    guard let day = found else { return }
    var scene = Scene(builder, day, pins: pins)
    addHonest(&scene)
    let first = claims.count
    for (rank, fake) in day.fakes.enumerated() {
      guard let claim = fake.attack.forge(fake, rank: rank, scene) else { continue }
      noteFirstVisit(claim, in: &scene)
      addOrder(after: claim)
      claims.append(claim)
    }
    let faked = claims[first...].sorted { $0.time < $1.time }
    let overrides = day.fakes.first?.attack.trackOverrides(scene, faked) ?? []
    var track = TrackMaker(scene, overrides, rows)
    track.append(to: &tracks)
    appendStays(of: day)
  }

  private mutating func addHonest(_ scene: inout Scene) {
    let day = scene.day
    let joint = person.role == .rep ? builder.jointVisits(day) : 0..<day.visits.count
    for (position, visit) in day.visits.enumerated() where !visit.isFavour || person.role != .rep {
      var companion: Int?
      if let joint, joint.contains(position) {
        companion = person.role == .rep ? person.supervisor : world.stores[visit.store].owner
      }
      var claim = scene.honest(visit, companion: companion)
      noteFirstVisit(&claim, visit, in: &scene)
      correctMovedShop(claim, visit, in: &scene)
      if person.role == .rep { addOrder(after: claim) }
      claims.append(claim)
    }
  }

  // MARK: - Stored positions

  /// Takes the position of a store found on the street from the first check-in there.
  private mutating func noteFirstVisit(_ claim: inout Claim, _ visit: Visit, in scene: inout Scene)
  {
    let store = claim.store
    guard person.role == .rep, world.stores[store].isFounded,
      firstVisited.insert(store).inserted
    else { return }
    // The app does not register a customer without a position of its own.
    var draws = Draws(world.scenario.seed, .pin, store, 2)
    let reading = scene.reading(at: claim.time - scene.clock - draws.between(1, 9))
    claim.reading = reading
    claim.truth.trap = .foundingCheckIn
    let place = rows.rounded(rows.sent(reading, scene.app), decimals: scene.app.decimals)
    createdAt[store - stores.lowerBound] = (claim.time - draws.between(30, 200)).rounded()
    setPin(of: store, to: place, in: &scene)
    edits.append(
      Edit(store: store, time: claim.time, person: person.index, place: place, old: nil)
    )
  }

  /// Dates the record of a shop registered twice.
  private mutating func noteFirstVisit(_ claim: Claim, in scene: inout Scene) {
    guard world.stores[claim.store].original != nil, firstVisited.insert(claim.store).inserted
    else { return }
    var draws = Draws(world.scenario.seed, .pin, claim.store, 2)
    createdAt[claim.store - stores.lowerBound] = (claim.time - draws.between(30, 200)).rounded()
  }

  /// Records the new position of a shop that moved, where somebody cares.
  private mutating func correctMovedShop(_ claim: Claim, _ visit: Visit, in scene: inout Scene) {
    let shop = world.shops[world.stores[claim.store].shop]
    guard person.role == .rep, shop.earlierPlace != nil, scene.day.day >= shop.movedOn,
      let reading = claim.reading, reading.provider == .gps || reading.provider == .fused,
      corrected.insert(claim.store).inserted
    else { return }
    var draws = Draws(world.scenario.seed, .pin, claim.store, 3)
    guard draws.chance(0.6) else { return }
    let editor = draws.chance(0.8) ? person.index : person.supervisor ?? person.index
    let place = rows.rounded(rows.sent(reading, scene.app), decimals: scene.app.decimals)
    edits.append(
      Edit(
        store: claim.store,
        time: (claim.time + draws.between(60, 400)).rounded(),
        person: editor,
        place: place,
        old: pins[claim.store - stores.lowerBound]
      )
    )
    setPin(of: claim.store, to: place, in: &scene)
  }

  private mutating func setPin(of store: Int, to place: Position, in scene: inout Scene) {
    pins[store - stores.lowerBound] = place
    scene.pins = pins
  }

  private mutating func prepareEdits() {
    guard person.cheat?.attacks.first == .pinMoved else { return }
    for store in PinMovedAttack.victims(of: person, in: world) {
      let old = world.plane.point(of: pins[store - stores.lowerBound])
      for edit in PinMovedAttack.edits(of: store, from: old, person, in: world) {
        let place = rows.rounded(world.plane.position(of: edit.place), decimals: 6)
        plannedEdits.append(
          Edit(store: store, time: edit.time, person: person.index, place: place, old: nil)
        )
      }
    }
    plannedEdits.sort { ($0.time, $0.store) < ($1.time, $1.store) }
  }

  private mutating func applyPlannedEdits(before time: Double) {
    while var edit = plannedEdits.first, edit.time < time {
      plannedEdits.removeFirst()
      edit.old = pins[edit.store - stores.lowerBound]
      pins[edit.store - stores.lowerBound] = edit.place
      edits.append(edit)
    }
  }

  // MARK: - Orders and stays

  private mutating func addOrder(after claim: Claim) {
    var draws = Draws(world.scenario.seed, .order, claim.store, Int(claim.time))
    let isPhantom = claim.truth.attack == .phantomDuplicate
    let chance = isPhantom ? 0.5 : claim.truth.isHonest ? 0.42 : 0.06
    guard draws.chance(chance) else { return }
    let items = isPhantom ? draws.whole(1, 4) : draws.whole(3, 60)
    orders.append(
      Order(
        store: claim.store,
        time: (claim.time + draws.between(120, 1_500)).rounded(),
        person: person.index,
        amount: Double(items) * draws.between(18, 60),
        items: items
      )
    )
  }

  /// Orders that nobody had to come for.
  private mutating func addPhoneOrders(on day: Int) {
    for store in stores where world.stores[store].original == nil {
      var draws = Draws(world.scenario.seed, .order, store, day, 1)
      guard day >= world.stores[store].visitedFrom, draws.chance(0.012) else { continue }
      let items = draws.whole(3, 40)
      orders.append(
        Order(
          store: store,
          time: (world.midnight(day) + draws.between(8, 21) * 3_600).rounded(),
          amount: Double(items) * draws.between(18, 60),
          items: items
        )
      )
    }
  }

  private static let shortestStay = 300.0

  /// Appends the real stays while the app was on.
  private mutating func appendStays(of day: RepDay) {
    for stop in day.stops {
      let arrival = max(stop.arrival, day.window.lowerBound).rounded()
      let departure = min(stop.departure, day.window.upperBound).rounded()
      guard departure - arrival >= Self.shortestStay else { continue }
      let comma = UInt8(ascii: ",")
      rows.appendPerson(person.index, to: &stays)
      stays.append(comma)
      LocalTime.append(arrival, to: &stays)
      stays.append(comma)
      LocalTime.append(departure, to: &stays)
      stays.append(comma)
      if let store = stop.store { rows.appendStore(store, to: &stays) }
      stays.append(comma)
      let position = world.plane.position(of: stop.place)
      DecimalWriter.append(position.x, decimals: 7, to: &stays)
      stays.append(comma)
      DecimalWriter.append(position.y, decimals: 7, to: &stays)
      stays.append(UInt8(ascii: "\n"))
    }
  }
}

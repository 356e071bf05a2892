import Foundation
import LeadlineGeometry
import LeadlineModel

/// One person's day with the phone in hand: makes the check-ins that a phone would send.
struct Scene {
  let world: World
  let builder: DayBuilder
  let photos: PhotoBook
  let person: Person
  let day: RepDay
  /// The stored position of each of the rep's stores as it stands now, degrees.
  var pins: [Position]
  private let firstStore: Int
  private let phone: PhoneDay
  private let tabletPhone: PhoneDay?
  /// When the tablet changes hands.
  private let handover: Double

  init(_ builder: DayBuilder, _ day: RepDay, pins: [Position]) {
    self.builder = builder
    world = builder.world
    photos = PhotoBook(world: world)
    let person = world.people[day.person]
    self.person = person
    self.day = day
    self.pins = pins
    firstStore = person.role == .rep ? world.storesOfRep[person.index].lowerBound : 0
    phone = PhoneDay(
      world,
      device: Device.own(person, on: day.day).code,
      day: day.day,
      isBad: person.hasBadPhone
    )
    tabletPhone = person.tablet.map { [world] in
      PhoneDay(world, device: Device.tablet($0.team).code, day: day.day, isBad: false)
    }
    let lunch = person.lunch
    handover =
      day.stops.first { $0.place == lunch && $0.store == nil }?.arrival
      ?? world.midnight(day.day) + 12 * 3_600
  }

  var strength: Strength { person.cheat?.strength ?? .naive }
  var app: AppVersion { world.apps[appIndex] }
  var appIndex: Int { person.app(on: day.day) }
  var clock: Double { person.clockError(on: day.day) }

  /// The stored position of one of the rep's stores.
  func pin(of store: Int) -> Position { pins[store - firstStore] }

  /// The stored position of one of the rep's stores, in the plane.
  func pinPlace(of store: Int) -> PlanePoint { world.plane.point(of: pin(of: store)) }

  /// The device in hand at a time.
  ///
  /// A team's tablet is with one member until lunch and with the next
  /// one after it, a day later with the next ones.
  func device(at time: Double) -> Device {
    guard let tablet = person.tablet else { return .own(person, on: day.day) }
    let turn = time < handover ? day.day : day.day + 1
    return turn % tablet.size == tablet.member ? .tablet(tablet.team) : .own(person, on: day.day)
  }

  /// What the device in hand gives at a true time.
  func reading(at time: Double) -> Reading {
    let moment = day.moment(at: time)
    let shop = moment.store.map { world.stores[$0].shop }
    if let tabletPhone, device(at: time).code < 0 {
      return tabletPhone.reading(at: time, of: moment, shop: shop)
    }
    return phone.reading(at: time, of: moment, shop: shop)
  }

  /// A fix by the telephone network at a true time.
  func cellReading(at time: Double) -> Reading {
    phone.cellReading(at: time, of: day.moment(at: time).place)
  }

  /// A fix by the wireless networks around a shop: one of three places, the same for every phone and
  /// at every visit, so that numbers come again to the last digit.
  func wirelessReading(_ store: Int, at time: Double, _ draws: inout Draws) -> Reading {
    let shop = world.stores[store].shop
    var network = Draws(world.scenario.seed, .cell, shop, draws.whole(0, 2), 1)
    let accuracy = (network.between(15, 40) * world.scenario.noise).rounded()
    return Reading(
      place: world.shops[shop].place(on: day.day) + network.normals() * (accuracy / 1.51),
      accuracy: accuracy,
      provider: .network,
      time: time
    )
  }

  /// The check-in that the phone would send at a true time, whatever the store.
  func plain(_ store: Int, at time: Double, leave: Double?, _ draws: inout Draws) -> Claim {
    Claim(
      person: person.index,
      store: store,
      time: (time + clock).rounded(),
      reading: reading(at: time - draws.between(0.5, 9)),
      device: device(at: time),
      app: appIndex,
      submitted: (time + draws.between(2, 25)).rounded(),
      // A third forgets to check out.
      left: draws.chance(0.3) ? nil : leave.map { ($0 + clock).rounded() }
    )
  }

  /// Tells whether the person is at the store at a true time.
  func isPresent(_ store: Int, at time: Double) -> Bool {
    day.moment(at: time).place.distance(to: builder.place(of: store, on: day.day)) <= 50
  }

  /// The photo of a visit with the file's time and place as the phone writes them.
  func photo(_ store: Int, at time: Double, _ draws: inout Draws) -> Photo? {
    guard photos.isTaken(person, store: store, on: day.day) else { return nil }
    var photo = photos.photo(person, store: store, on: day.day)
    let taken = time + draws.between(-20, 110)
    photo.time = (taken + clock).rounded()
    // Cameras without permission for the position write none.
    if app.sendsPhotoPlace && Draws(world.scenario.seed, .photo, person.index, -1).firstUnit < 0.8 {
      photo.place = reading(at: taken)
    }
    return photo
  }
}

extension Draws {
  /// The first number, for draws used for nothing else.
  var firstUnit: Double {
    var draws = self
    return draws.unit()
  }
}

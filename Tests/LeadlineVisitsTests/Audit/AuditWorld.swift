import Foundation
import LeadlineGeometry
import LeadlineModel

@testable import LeadlineVisits

/// The records of an audit, as tests make them up.
struct AuditWorld {
  var stores: [(id: String, store: AuditStore, owner: String)] = []
  var checkIns: [CheckIn] = []
  var fixes: [String: [PositionFix]] = [:]
  /// Of stores that have a name, a telephone number or a time of making.
  var cards: [String: Card] = [:]
  /// The home of each rep who has one.
  var homes: [String: Coordinate] = [:]
  /// The source of each store's record that has one.
  var sources: [String: String] = [:]
  var orders: [(store: String, minutes: Double)] = []
  /// Those that a rep took.
  var takenOrders: [(store: String, rep: String, minutes: Double)] = []
  var edits: [(store: String, rep: String, edit: StoreEdit)] = []

  /// What a store's record says of it.
  struct Card {
    var name = ""
    var phone = ""
    /// After `World.noon`.
    var madeAfterMinutes: Double?
  }

  /// Adds a store some metres east and north of `World.origin`.
  mutating func addStore(
    _ id: String,
    east: Double = 0,
    north: Double = 0,
    accuracyMetres: Double? = nil,
    owner: String = "",
    source: String = ""
  ) {
    let place = World.place(east: east, north: north)
    var store = AuditStore(longitude: place.longitude, latitude: place.latitude)
    store.accuracyMetres = accuracyMetres.map { Float($0) } ?? .nan
    stores.append((id, store, owner))
    sources[id] = source
  }

  /// Adds a move of a store's position, some minutes after `World.noon`; all in metres from
  /// `World.origin`.
  mutating func addEdit(
    _ store: String,
    by rep: String,
    minutes: Double,
    from old: (east: Double, north: Double),
    to new: (east: Double, north: Double)
  ) {
    let (before, after) = (
      World.place(east: old.east, north: old.north), World.place(east: new.east, north: new.north)
    )
    let edit = StoreEdit(
      store: -1,
      time: World.noon.timeIntervalSinceReferenceDate + 60 * minutes,
      rep: -1,
      longitude: after.longitude,
      latitude: after.latitude,
      oldLongitude: before.longitude,
      oldLatitude: before.latitude
    )
    edits.append((store, rep, edit))
  }

  /// Adds a check-in some minutes after `World.noon`, its fix in metres from `World.origin`.
  mutating func addCheckIn(
    _ id: String,
    rep: String = "r",
    store: String = "s",
    minutes: Double = 0,
    east: Double? = 0,
    north: Double = 0,
    accuracyMetres: Double? = 10,
    _ change: (inout CheckIn) -> Void = { _ in }
  ) {
    var checkIn = CheckIn(
      id: ID(id),
      rep: ID(rep),
      store: ID(store),
      time: World.noon.addingTimeInterval(60 * minutes),
      coordinate: east.map { World.place(east: $0, north: north) },
      accuracyMetres: accuracyMetres
    )
    change(&checkIn)
    checkIns.append(checkIn)
  }

  /// Moves a store's pin to a place in metres from `World.origin`, as an edit and in its record.
  mutating func movePin(
    _ id: String,
    rep: String,
    minutes: Double,
    toEast east: Double,
    north: Double = 0
  ) {
    guard let position = stores.firstIndex(where: { $0.id == id }) else { return }
    let place = World.place(east: east, north: north)
    let edit = StoreEdit(
      store: -1,
      time: Self.time(minutes: minutes),
      rep: -1,
      longitude: place.longitude,
      latitude: place.latitude,
      oldLongitude: stores[position].store.longitude,
      oldLatitude: stores[position].store.latitude
    )
    edits.append((id, rep, edit))
    stores[position].store.longitude = place.longitude
    stores[position].store.latitude = place.latitude
  }

  /// Seconds since 2001 of a time in minutes after `World.noon`.
  static func time(minutes: Double) -> Double {
    World.noon.timeIntervalSinceReferenceDate + 60 * minutes
  }

  /// Audits, and gives the answer for each check-in by its id.
  func audit(
    policy: AuditPolicy = AuditPolicy(),
    threads: Int? = nil
  ) throws -> [String: Answer] {
    let audit = try whole(policy: policy, threads: threads)
    let data = audit.context.data
    var answers: [String: Answer] = [:]
    for (position, judgement) in audit.judgements.enumerated() {
      answers[data.checkInID(position)] = Answer(
        verdict: judgement.verdict,
        score: judgement.score,
        presence: judgement.presence.isNaN ? nil : judgement.presence
      )
    }
    for mark in audit.marksByRep.joined() {
      let reason = AuditRules.all[Int(mark.rule)].facts.reason
      let id = data.checkInID(Int(mark.checkIn))
      answers[id]?.ratios[reason] = Double(mark.logLikelihoodRatio)
      let (first, second, third, fourth) = mark.evidence
      answers[id]?.numbers[reason] = [first, second, third, fourth].filter { !$0.isNaN }
    }
    return answers
  }

  /// Audits.
  func whole(policy: AuditPolicy = AuditPolicy(), threads: Int? = nil) throws -> Audit {
    let (data, tracks) = records()
    return try Auditor(policy: policy).audit(data, tracks: tracks, threads: threads)
  }

  /// What rules judge by.
  func context(threads: Int? = nil) -> AuditContext {
    let (data, tracks) = records()
    return AuditContext(data, tracks: tracks, policy: AuditPolicy(), threads: threads)
  }

  private func records() -> (AuditData, [Track?]) {
    var builder = AuditData.Builder()
    for (id, store, owner) in stores {
      var store = store
      let card = cards[id] ?? Card()
      if let minutes = card.madeAfterMinutes { store.createdAt = Self.time(minutes: minutes) }
      _ = builder.addStore(
        id,
        store,
        owner: owner,
        source: sources[id] ?? "",
        name: card.name,
        phone: card.phone
      )
    }
    for (id, home) in homes.sorted(by: { $0.key < $1.key }) {
      _ = builder.add(Rep(id: ID(id)), longitude: home.longitude, latitude: home.latitude)
    }
    for (store, rep, minutes) in takenOrders {
      _ = builder.addOrder(store: store, time: Self.time(minutes: minutes), rep: rep, amount: 1)
    }
    for (store, minutes) in orders {
      _ = builder.addOrder(store: store, time: Self.time(minutes: minutes), rep: "", amount: 1)
    }
    for (store, rep, edit) in edits { _ = builder.addEdit(store: store, rep: rep, edit) }
    var block = CheckInBlock()
    for (number, checkIn) in checkIns.enumerated() { block.append(checkIn, number: number + 1) }
    builder.add(block) { _ in }
    let data = builder.finish()
    let tracks = (0..<data.reps.count).map { fixes[data.repIDs.text($0)].map { Track($0) } }
    return (data, tracks)
  }

  /// What an audit said of a check-in.
  struct Answer: Equatable {
    var verdict: Verdict
    var score: Double
    /// Nil without a fix.
    var presence: Double?
    /// By reason.
    var ratios: [Reason: Double] = [:]
    /// The numbers of the marks by reason, those that are missing left out.
    var numbers: [Reason: [Double]] = [:]
  }
}

import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineSimulation
import LeadlineTestSupport
import LeadlineVisits
import Testing

/// What must not change an audit of a whole world.
struct AuditInvarianceTests {
  @Test func orderOfRowsAndThreadsChangeNoByteOfAnyFile() throws {
    try forEverySeed(1..<4) { seed, generator in
      var world = try AuditedWorld(seed: seed)
      let expected = try world.files(threads: 1)
      #expect(expected["findings.csv"]?.count ?? 0 > 1_000, "the world has nothing to find")
      world.checkIns.shuffle(using: &generator)
      world.shops.shuffle(using: &generator)
      world.people.shuffle(using: &generator)
      world.orders.shuffle(using: &generator)
      world.edits.shuffle(using: &generator)
      for rep in world.fixes.keys { world.fixes[rep]?.shuffle(using: &generator) }
      for threads in [2, 3] {
        let files = try world.files(threads: threads)
        for (name, bytes) in expected {
          #expect(files[name] == bytes, "\(name), seed \(seed), \(threads) threads")
        }
      }
    }
  }

  @Test func namesOfPeopleAndIdsInTheSameOrderChangeNothing() throws {
    try forEverySeed(4..<7) { seed, _ in
      let world = try AuditedWorld(seed: seed)
      let before = try world.answers()
      var renamed = world
      for rep in world.fixes.keys {
        renamed.fixes[rep] = nil
        renamed.fixes[ID("x" + rep.rawValue)] = world.fixes[rep]
      }
      for position in world.people.indices {
        let rep = world.people[position].rep
        renamed.people[position].rep = Rep(
          id: ID("x" + rep.id.rawValue),
          role: rep.role,
          supervisor: rep.supervisor.map { ID("x" + $0.rawValue) }
        )
      }
      for position in world.shops.indices {
        renamed.shops[position].id = "x" + world.shops[position].id
        for text in [\AuditedWorld.Shop.owner, \.source]
        where !world.shops[position][keyPath: text].isEmpty {
          renamed.shops[position][keyPath: text] = "x" + world.shops[position][keyPath: text]
        }
        renamed.shops[position].store.visitEveryDays = 5
      }
      for position in world.orders.indices {
        renamed.orders[position].store = "x" + world.orders[position].store
        renamed.orders[position].rep = "x" + world.orders[position].rep
        renamed.orders[position].amount *= 2
      }
      for position in world.edits.indices {
        renamed.edits[position].store = "x" + world.edits[position].store
        renamed.edits[position].rep = "x" + world.edits[position].rep
      }
      for position in world.checkIns.indices {
        let old = world.checkIns[position]
        renamed.checkIns[position].id = ID("x" + old.id.rawValue)
        renamed.checkIns[position].rep = ID("x" + old.rep.rawValue)
        renamed.checkIns[position].store = ID("x" + old.store.rawValue)
        renamed.checkIns[position].accompaniedBy = old.accompaniedBy.map {
          ID("x" + $0.rawValue)
        }
        renamed.checkIns[position].deviceID = old.deviceID.map { "x" + $0 }
        renamed.checkIns[position].appVersion = old.appVersion.map { "x" + $0 }
      }
      let after = try renamed.answers()
      #expect(after.count == before.count)
      for (id, answer) in before {
        #expect(after[ID("x" + id.rawValue)] == answer, "\(id), seed \(seed)")
      }
    }
  }

  @Test(arguments: [-520.0, 3])
  func wholeWeeksLaterIsTheSame(weeks: Double) throws {
    try forEverySeed(7..<9) { seed, _ in
      let world = try AuditedWorld(seed: seed)
      let before = try world.answers()
      let shift = weeks * 7 * 86_400
      var later = world
      for position in world.checkIns.indices {
        later.checkIns[position].time += shift
        for time in [\CheckIn.fixTime, \.submittedAt, \.leftAt] {
          later.checkIns[position][keyPath: time] =
            world.checkIns[position][keyPath: time].map { $0 + shift }
        }
        let taken = world.checkIns[position].photo?.time
        later.checkIns[position].photo?.time = taken.map { $0 + shift }
      }
      for position in world.shops.indices { later.shops[position].store.createdAt += shift }
      for position in world.orders.indices { later.orders[position].time += shift }
      for position in world.edits.indices { later.edits[position].edit.time += shift }
      for (rep, fixes) in world.fixes {
        later.fixes[rep] = fixes.map { fix in
          PositionFix(
            time: fix.time + shift,
            coordinate: fix.coordinate,
            accuracyMetres: fix.accuracyMetres
          )
        }
      }
      let after = try later.answers()
      for (id, answer) in before {
        #expect(
          after[id]?.verdict == answer.verdict,
          "\(id), seed \(seed): \(answer) became \(String(describing: after[id]))"
        )
        #expect(after[id]?.reasons == answer.reasons, "\(id), seed \(seed)")
        #expect(abs((after[id]?.score ?? .nan) - answer.score) < 1e-5, "\(id), seed \(seed)")
      }
    }
  }

  @Test func repsWhomNothingLinksToOneAreJudgedTheSameWithoutHim() throws {
    var unlinked = 0
    try forEverySeed(9..<12) { seed, _ in
      // What is usual with an app is told from all who use it: so each has an app of his own.
      let world = try AuditedWorld(seed: seed).withOwnApps()
      let before = try world.answers()
      let links = Links(world)
      for rep in Set(world.checkIns.map(\.rep)).sorted() {
        var without = world
        without.remove(rep)
        let after = try without.answers()
        for checkIn in without.checkIns where !links.areLinked(checkIn.rep, rep) {
          unlinked += 1
          #expect(
            after[checkIn.id] == before[checkIn.id],
            "\(checkIn.id) of \(checkIn.rep) without \(rep), seed \(seed)"
          )
        }
      }
    }
    #expect(unlinked > 1_000, "all are linked")
  }

  @Test func honestTeamFarAwayAccusesNobodyWhomNothingSpeaksAgainst() throws {
    try forEverySeed(12..<15) { seed, _ in
      let world = try AuditedWorld(seed: seed)
      let before = try world.answers()
      var other = try AuditedWorld(seed: seed + 100) { scenario in
        scenario.cheats = 0
        scenario.traps = 0
      }
      other.moveFarAway()
      let both = world.joined(other)
      let after = try both.answers()
      #expect(after.count == world.checkIns.count + other.checkIns.count)
      for (id, answer) in before {
        let new = try #require(after[id])
        // What is usual with phones is told from all of them: the more honest ones are known, the more
        // an odd one tells, if something speaks against its rep already.
        #expect(
          new.verdict == answer.verdict || answer.score > 1 && new.score > answer.score,
          "\(id), seed \(seed): \(answer) became \(new)"
        )
      }
    }
  }
}

/// Which reps have evidence in common: a store, a device, photos that look alike, a companion, a place
/// at one time.
private struct Links {
  private var pairs: Set<[ID<Rep>]> = []

  init(_ world: AuditedWorld) {
    var reps: [String: Set<ID<Rep>>] = [:]
    for checkIn in world.checkIns {
      reps["store " + checkIn.store.rawValue, default: []].insert(checkIn.rep)
      if let device = checkIn.deviceID { reps["device " + device, default: []].insert(checkIn.rep) }
      if let other = checkIn.accompaniedBy { pairs.insert([checkIn.rep, other].sorted()) }
      if let file = checkIn.photo?.sha256 { reps["file " + file, default: []].insert(checkIn.rep) }
    }
    for edit in world.edits { reps["store " + edit.store, default: []].insert(ID(edit.rep)) }
    for linked in reps.values {
      for first in linked {
        for second in linked { pairs.insert([first, second].sorted()) }
      }
    }
    for (number, first) in world.checkIns.enumerated() {
      for second in world.checkIns[(number + 1)...] where first.rep != second.rep {
        let isAlike = zip(first.photo?.differenceHash, second.photo?.differenceHash).map {
          ($0 ^ $1).nonzeroBitCount <= 8
        }
        let isBeside =
          abs(first.time.timeIntervalSince(second.time)) <= 600
          && zip(first.coordinate, second.coordinate).map {
            abs($0.latitude - $1.latitude) < 0.003 && abs($0.longitude - $1.longitude) < 0.003
          } ?? false
        if isAlike ?? false || isBeside { pairs.insert([first.rep, second.rep].sorted()) }
      }
    }
  }

  func areLinked(_ first: ID<Rep>, _ second: ID<Rep>) -> Bool {
    first == second || pairs.contains([first, second].sorted())
  }

  private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
  }
}

extension AuditedWorld {
  /// The world with another version of the app for each rep.
  fileprivate func withOwnApps() -> AuditedWorld {
    var world = self
    for position in checkIns.indices {
      let version = checkIns[position].appVersion ?? ""
      world.checkIns[position].appVersion = version + " of " + checkIns[position].rep.rawValue
    }
    return world
  }

  /// Takes away all that a rep did.
  fileprivate mutating func remove(_ rep: ID<Rep>) {
    checkIns.removeAll { $0.rep == rep }
    people.removeAll { $0.rep.id == rep }
    edits.removeAll { $0.rep == rep.rawValue }
    orders.removeAll { $0.rep == rep.rawValue }
    fixes[rep] = nil
  }

  /// Moves everything by some degrees and gives it ids, apps and a source of its own.
  fileprivate mutating func moveFarAway() {
    func far(_ place: Coordinate) -> Coordinate {
      Coordinate(uncheckedLongitude: place.longitude - 80, latitude: place.latitude - 10)
    }
    for position in people.indices {
      let rep = people[position].rep
      people[position].rep = Rep(
        id: ID("far " + rep.id.rawValue),
        role: rep.role,
        supervisor: rep.supervisor.map { ID("far " + $0.rawValue) }
      )
      people[position].home = people[position].home.map(far)
    }
    for position in shops.indices {
      shops[position].id = "far " + shops[position].id
      shops[position].source = "far"
      if !shops[position].owner.isEmpty { shops[position].owner = "far " + shops[position].owner }
      shops[position].store.longitude -= 80
      shops[position].store.latitude -= 10
    }
    for position in orders.indices {
      orders[position].store = "far " + orders[position].store
      orders[position].rep = "far " + orders[position].rep
    }
    edits.removeAll()
    for position in checkIns.indices {
      let old = checkIns[position]
      checkIns[position].id = ID("far " + old.id.rawValue)
      checkIns[position].rep = ID("far " + old.rep.rawValue)
      checkIns[position].store = ID("far " + old.store.rawValue)
      checkIns[position].accompaniedBy = old.accompaniedBy.map { ID("far " + $0.rawValue) }
      checkIns[position].deviceID = old.deviceID.map { "far " + $0 }
      checkIns[position].appVersion = "far"
      checkIns[position].coordinate = old.coordinate.map(far)
      checkIns[position].photo = nil
    }
    let old = fixes
    fixes = [:]
    for (rep, track) in old {
      fixes[ID("far " + rep.rawValue)] = track.map {
        PositionFix(
          time: $0.time,
          coordinate: far($0.coordinate),
          accuracyMetres: $0.accuracyMetres
        )
      }
    }
  }

  /// Both worlds together.
  fileprivate func joined(_ other: AuditedWorld) -> AuditedWorld {
    var world = self
    world.shops += other.shops
    world.people += other.people
    world.checkIns += other.checkIns
    world.orders += other.orders
    world.edits += other.edits
    world.fixes.merge(other.fixes) { first, _ in first }
    return world
  }
}

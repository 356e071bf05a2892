import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineSimulation
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

/// What speaks for a visit never makes it worse.
struct AuditExculpationTests {
  /// What was known before the change.
  private struct Known {
    var answers: [ID<CheckIn>: AuditedWorld.Answer]
    /// Where the store of a check-in is believed to be; none where its datum is in doubt.
    var places: [ID<CheckIn>: Coordinate] = [:]

    init(_ audit: Audit) {
      answers = AuditedWorld.answers(audit)
      let context = audit.context
      for (position, row) in context.data.checkIns.enumerated() {
        let fix = context.positions[position]
        if let fix, fix.coordinate != row.coordinate || fix.reading != nil { continue }
        places[ID(context.data.checkInID(position))] = context.believedPlace(position).coordinate
      }
    }
  }

  /// Changes one check-in at a time of each rep, and compares its score.
  private func expectNoHigherScore(
    _ seeds: Range<UInt64>,
    rounds: Int = 4,
    tracks: Double = 0.85,
    _ change: (inout AuditedWorld, Int, Coordinate, inout SplitMix64) -> Bool
  ) throws {
    var changed = 0
    try forEverySeed(seeds) { seed, generator in
      let world = try AuditedWorld(seed: seed) { $0.tracks = tracks }
      let known = Known(try world.audit())
      let byRep = Dictionary(grouping: world.checkIns.indices) { world.checkIns[$0].rep }
      for _ in 0..<rounds {
        var other = world
        var positions: [Int] = []
        for rep in byRep.keys.sorted() {
          // Mostly of those that something speaks against.
          let own = byRep[rep] ?? []
          let marked = own.filter { known.answers[world.checkIns[$0].id]?.score ?? 0 > 0 }
          let choice = marked.isEmpty || generator.next() % 4 == 0 ? own : marked
          let position = choice[Int(generator.next() % UInt64(choice.count))]
          guard let place = known.places[world.checkIns[position].id] else { continue }
          if change(&other, position, place, &generator) { positions.append(position) }
        }
        changed += positions.count
        let after = try other.answers()
        for position in positions {
          let id = world.checkIns[position].id
          let (old, new) = try (#require(known.answers[id]), #require(after[id]))
          // How widely a phone's fixes scatter, and how exact they are, is estimated from all of its
          // visits, the changed one among them, and moves every ratio in its third decimal.
          #expect(
            new.score <= old.score + 5e-3,
            "\(id), seed \(seed): \(old.reasons) became \(new.reasons)"
          )
        }
      }
    }
    #expect(changed > 5, "hardly any check-in was changed")
  }

  /// Enlarged on demand, as the differential tests are.
  private static let seeds: Range<UInt64> =
    ProcessInfo.processInfo.environment["LEADLINE_LONG_TESTS"] == nil ? 0..<2 : 0..<40

  @Test func companion() throws {
    try expectNoHigherScore(Self.seeds) { world, position, _, generator in
      let others = world.people.map(\.rep.id).filter { $0 != world.checkIns[position].rep }
      world.checkIns[position].accompaniedBy =
        others[Int(generator.next() % UInt64(others.count))]
      return true
    }
  }

  /// A fresh photo of the front that the rep's other photos of the store show; one of something else
  /// would speak against the visit.
  @Test func freshPhotoOfTheStore() throws {
    try expectNoHigherScore(Self.seeds) { world, position, place, generator in
      let own = world.checkIns[position]
      guard own.photo == nil else { return false }
      let fronts = world.checkIns.filter { $0.rep == own.rep && $0.store == own.store }
        .compactMap { $0.photo?.differenceHash }
      guard let front = fronts.first else { return false }
      // Some bits apart from all the others, as each picture is.
      var hash = front
      for _ in 0..<7 { hash ^= 1 << (generator.next() % 64) }
      guard fronts.allSatisfy({ ($0 ^ hash).nonzeroBitCount >= 4 }) else { return false }
      let digest = (0..<4).map { _ in String(format: "%016lx", generator.next()) }.joined()
      world.checkIns[position].photo = Photo(
        sha256: digest,
        differenceHash: hash,
        time: world.checkIns[position].time,
        longitude: place.longitude,
        latitude: place.latitude
      )
      return true
    }
  }

  @Test func order() throws {
    try expectNoHigherScore(Self.seeds) { world, position, _, _ in
      world.orders.append(
        AuditedWorld.Order(
          store: world.checkIns[position].store.rawValue,
          rep: world.checkIns[position].rep.rawValue,
          time: world.checkIns[position].time.timeIntervalSinceReferenceDate + 600,
          amount: 100
        )
      )
      return true
    }
  }

  @Test func visitOfAColleagueAtTheSamePlace() throws {
    try expectNoHigherScore(Self.seeds) { world, position, _, generator in
      let own = world.checkIns[position]
      guard let fix = own.coordinate else { return false }
      let scale = 5.0 / 111_000
      let confirming = CheckIn(
        id: ID("confirming \(position)"),
        rep: ID("colleague \(position)"),
        store: own.store,
        time: own.time + 86_400 * (generator.next() % 2 == 0 ? -1 : 1),
        coordinate: Coordinate(
          uncheckedLongitude: fix.longitude + scale * generator.double(in: -1...1),
          latitude: fix.latitude + scale * generator.double(in: -1...1)
        ),
        accuracyMetres: 8,
        provider: .gps,
        appVersion: own.appVersion
      )
      world.checkIns.append(confirming)
      return true
    }
  }

  @Test func betterFixNearerToTheStore() throws {
    try expectNoHigherScore(Self.seeds, rounds: 8, tracks: 0) { world, position, place, _ in
      let own = world.checkIns[position]
      guard let fix = own.coordinate, let accuracy = own.accuracyMetres else { return false }
      // A fix that leaves the own track, or a spot where others saw the store too, is another matter.
      let isTracked = (world.fixes[own.rep] ?? []).contains {
        abs($0.time.timeIntervalSince(own.time)) < 7_200
      }
      let isDoubtful =
        world.edits.contains { $0.store == own.store.rawValue }
        || world.checkIns.contains { other in
          other.store == own.store && other.id != own.id
            && (other.coordinate.map { Geodesic.distance($0, place).metres } ?? 0) > 100
        }
      guard !isTracked, !isDoubtful else { return false }
      world.checkIns[position].coordinate = Coordinate(
        uncheckedLongitude: fix.longitude + 0.637 * (place.longitude - fix.longitude),
        latitude: fix.latitude + 0.637 * (place.latitude - fix.latitude)
      )
      // A better fix far off would tell more against the rep.
      if 0.363 * Geodesic.distance(fix, place).metres < accuracy {
        world.checkIns[position].accuracyMetres = max(4, accuracy * 0.7)
      }
      return true
    }
  }

  @Test func longerStay() throws {
    try expectNoHigherScore(Self.seeds) { world, position, _, _ in
      let own = world.checkIns[position]
      let next = world.checkIns.lazy.filter { $0.rep == own.rep && $0.time > own.time }
        .map(\.time).min()
      let room = next.map { $0.timeIntervalSince(own.time) / 3 } ?? 3_600
      let old = own.leftAt.map { $0.timeIntervalSince(own.time) } ?? 0
      let new = min(room, max(2 * old, 900))
      guard new > old else { return false }
      world.checkIns[position].leftAt = own.time + new
      return true
    }
  }

  @Test func trackThatStaysAtTheStore() throws {
    try expectNoHigherScore(Self.seeds) { world, position, place, generator in
      let own = world.checkIns[position]
      var track = world.fixes[own.rep] ?? []
      track.removeAll { abs($0.time.timeIntervalSince(own.time)) <= 1_800 }
      for minute in -15...15 {
        track.append(
          PositionFix(
            time: own.time + Double(60 * minute) + 7,
            coordinate: Coordinate(
              uncheckedLongitude: place.longitude + 1e-4 * generator.double(in: -1...1),
              latitude: place.latitude + 1e-4 * generator.double(in: -1...1)
            ),
            accuracyMetres: 12
          )
        )
      }
      world.fixes[own.rep] = track
      return true
    }
  }
}

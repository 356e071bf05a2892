import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct ReplayedVisitsTests {
  /// A visit as it is made up here: minutes after `World.noon`, and what the phone reads.
  private struct Visit {
    var store: Int
    var minutes: Double
    var east = 0.0
    var north = 0.0
    var accuracy = 10.0
    var altitude: Double? = 20
    var provider = CheckIn.Provider.gps
  }

  private static let stops = 8
  private static let dayMinutes = 1_440.0

  /// A day of eight stops by the same route, each some forty minutes after the last, as a receiver
  /// reads it.
  private func day(_ number: Int, _ generator: inout SplitMix64) -> [Visit] {
    var minutes = Double(number) * Self.dayMinutes + generator.double(in: 0...20)
    return (0..<Self.stops).map { stop in
      minutes += generator.double(in: 25...55)
      return Visit(
        store: stop,
        minutes: minutes,
        east: 8 * World.normal(&generator),
        north: 8 * World.normal(&generator),
        accuracy: (generator.double(in: 4...25) * 1_000).rounded() / 1_000,
        altitude: (generator.double(in: 5...60) * 10).rounded() / 10
      )
    }
  }

  /// What is found, by position of the visit in all visits by time.
  private func find(_ days: [[Visit]]) -> [Int: ReplayedVisits.Replayed] {
    var world = AuditWorld()
    for stop in 0..<Self.stops { world.addStore("s\(stop)", east: Double(stop) * 900) }
    for (number, visit) in days.flatMap({ $0 }).enumerated() {
      world.addCheckIn(
        "c\(number)",
        store: "s\(visit.store)",
        minutes: visit.minutes,
        east: Double(visit.store) * 900 + visit.east,
        north: visit.north,
        accuracyMetres: visit.accuracy
      ) { checkIn in
        checkIn.provider = visit.provider
        checkIn.altitudeMetres = visit.altitude
      }
    }
    let context = world.context()
    let dossier = RepDossier(rep: 0, context)
    var found: [Int: ReplayedVisits.Replayed] = [:]
    for replayed in ReplayedVisits(context, dossier).find() { found[replayed.checkIn] = replayed }
    return found
  }

  /// The same visits so many minutes later.
  private func replay(
    _ visits: [Visit],
    after minutes: Double,
    _ change: (inout Visit) -> Void = { _ in }
  ) -> [Visit] {
    visits.map { visit in
      var copy = visit
      copy.minutes += minutes
      change(&copy)
      return copy
    }
  }

  @Test func dayThatIsPlayedAgainIsFoundAndTheRecordedOneIsNot() {
    forEverySeed(0..<10) { seed, generator in
      var days = (0..<5).map { day($0, &generator) }
      days.append(replay(days[1], after: 4 * Self.dayMinutes + 23.5))
      let found = find(days)
      #expect(found.keys.sorted() == Array(40..<48), "seed \(seed)")
      #expect(found.values.allSatisfy { $0.ratio >= 3 && $0.checkIns == 8 }, "seed \(seed)")
      #expect(found.values.allSatisfy { $0.original == $0.checkIn - 32 }, "seed \(seed)")
    }
  }

  @Test func jitteredCoordinatesDoNotHideTheReadings() {
    forEverySeed(0..<10) { seed, generator in
      var days = (0..<5).map { day($0, &generator) }
      days.append(
        replay(days[2], after: 3 * Self.dayMinutes - 41) { visit in
          visit.east += 5 * World.normal(&generator)
          visit.north += 5 * World.normal(&generator)
        }
      )
      let found = find(days)
      #expect(found.keys.sorted() == Array(40..<48), "seed \(seed)")
      #expect(found.values.allSatisfy { $0.ratio >= 3 }, "seed \(seed)")
    }
  }

  @Test func weeklyRouteIsNoReplay() {
    forEverySeed(0..<10) { seed, generator in
      let days = (0..<6).map { day(7 * $0, &generator) }
      #expect(find(days).isEmpty, "seed \(seed)")
    }
  }

  @Test func planKeptToTheSecondAccusesNobodyByItself() {
    forEverySeed(0..<10) { seed, generator in
      let plan = day(0, &generator)
      let days = (0..<5).map { number in
        zip(plan, day(number, &generator)).map { planned, visit in
          var kept = visit
          kept.minutes = planned.minutes + Double(number) * Self.dayMinutes
          return kept
        }
      }
      #expect(find(days).isEmpty, "seed \(seed)")
    }
  }

  @Test func phoneWithFewLevelsOfAccuracyIsNoReplay() {
    forEverySeed(0..<10) { seed, generator in
      let days = (0..<6).map { number in
        day(number, &generator).map { visit in
          var coarse = visit
          coarse.accuracy = generator.double(in: 0...1) < 0.5 ? 5 : 10
          coarse.altitude = nil
          return coarse
        }
      }
      #expect(find(days).isEmpty, "seed \(seed)")
    }
  }

  @Test func positionsOfNetworksComeAgainWithoutAnyReplay() {
    forEverySeed(0..<5) { seed, generator in
      let first = day(0, &generator).map { visit in
        var network = visit
        network.provider = .network
        network.altitude = nil
        return network
      }
      let days = (0..<4).map { number in
        zip(first, day(number, &generator)).map { place, visit in
          var known = place
          known.minutes = visit.minutes
          return known
        }
      }
      #expect(find(days).isEmpty, "seed \(seed)")
    }
  }

  @Test func twoVisitsOnOneDayAreNoReplay() {
    var generator = SplitMix64(seed: 3)
    let morning = day(0, &generator)
    #expect(find([morning, replay(morning, after: 400)]).isEmpty)
  }
}

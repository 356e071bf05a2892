import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

/// A made-up world with the errors that were measured elsewhere; nothing in it is fitted to the
/// model, nor the model to it.
struct SimulatedWorldTests {
  private let verifier = CheckInVerifier()

  /// Groups of honest check-ins.
  enum Group: String, CaseIterable, Sendable {
    /// Phones of 5 to 30 m, geocoded stores.
    case ordinary
    /// Inside large buildings: the pin up to 150 m off, Wi-Fi fixes.
    case mall
    /// Network fixes with a radius of 1,000 m.
    case cell
    /// The store's error is all that two geocodes differ by, not one geocode's share.
    case geocodeTail
    /// Fixes 5 to 30 minutes old, the rep driving up to 12 m/s since.
    case stale
    /// Submitted up to two days later, short visits among them.
    case offline
  }

  private func honest(_ group: Group, _ generator: inout SplitMix64) -> CheckIn {
    var accuracy = generator.double(in: 5...30)
    var store = World.geocodeError(&generator)
    var moved = (x: 0.0, y: 0.0)
    var checkIn = World.checkIn()
    switch group {
    case .ordinary: break
    case .mall:
      accuracy = generator.double(in: 15...40)
      moved = World.offset(generator.double(in: 0...150), &generator)
    case .cell:
      accuracy = 1_000
      checkIn.provider = .network
    case .geocodeTail: store = World.geocodeError(mu: 3.64, &generator)
    case .stale:
      let age = generator.double(in: 300...1_800)
      checkIn.fixTime = checkIn.time.addingTimeInterval(-age)
      moved = World.offset(age * generator.double(in: 0...12), &generator)
    case .offline:
      checkIn.submittedAt = checkIn.time.addingTimeInterval(generator.double(in: 0...172_800))
      checkIn.leftAt = checkIn.time.addingTimeInterval(generator.double(in: 30...3_000))
    }
    let fix = World.fixError(accuracy, &generator)
    checkIn.accuracyMetres = accuracy
    checkIn.coordinate = World.place(
      east: fix.x + store.x + moved.x,
      north: fix.y + store.y + moved.y
    )
    return checkIn
  }

  @Test(arguments: [
    (Group.ordinary, 0.005), (.mall, 0.005), (.cell, 0.001), (.geocodeTail, 0.01), (.stale, 0.005),
    (.offline, 0.006),
  ])
  func honestRepsAreLeftAlone(group: Group, atMost: Double) {
    var generator = SplitMix64(seed: 11)
    let count = 20_000
    var flagged = 0
    var verified = 0
    for _ in 0..<count {
      let result = verifier.verify(honest(group, &generator), store: World.store())
      switch result.verdict {
      case .suspicious, .contradicted: flagged += 1
      case .verified: verified += 1
      default: break
      }
    }
    let share = Double(flagged) / Double(count)
    #expect(share <= atMost)
    if ProcessInfo.processInfo.environment["LEADLINE_FIGURES"] != nil {
      print("FIG \(group) flagged \(share), verified \(Double(verified) / Double(count))")
    }
  }

  @Test func presenceIsCalibrated() {
    var generator = SplitMix64(seed: 5)
    let edges = [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 1.000_001]
    var counts = Array(repeating: 0, count: edges.count - 1)
    var present = counts
    var sums = counts.map { _ in 0.0 }
    let trials = 200_000
    for _ in 0..<trials {
      let isThere = generator.double(in: 0...1) < 0.9
      let accuracy = pow(10, generator.double(in: 0.7...3))
      let fix = World.fixError(accuracy, &generator)
      let store = World.geocodeError(&generator)
      var away = (x: 0.0, y: 0.0)
      // Log-normal about 3 km: another shape than the model's, of the same median.
      if !isThere { away = World.offset(3_000 * exp(1.3 * World.normal(&generator)), &generator) }
      var checkIn = World.checkIn(accuracyMetres: accuracy)
      checkIn.coordinate = World.place(
        east: fix.x + store.x + away.x,
        north: fix.y + store.y + away.y
      )
      guard let presence = verifier.verify(checkIn, store: World.store()).presence else { continue }
      let bin = (edges.firstIndex { $0 > presence } ?? 1) - 1
      counts[bin] += 1
      sums[bin] += presence
      present[bin] += isThere ? 1 : 0
    }
    var expectedError = 0.0
    for bin in counts.indices where counts[bin] > 0 {
      let count = Double(counts[bin])
      let stated = sums[bin] / count
      let actual = Double(present[bin]) / count
      expectedError += count / Double(trials) * abs(stated - actual)
      if ProcessInfo.processInfo.environment["LEADLINE_FIGURES"] != nil {
        print("FIG bin \(edges[bin]) n \(count) stated \(stated) true \(actual)")
      }
    }
    #expect(expectedError <= 0.02)
    // Of those given about nine in ten, about nine in ten are true.
    let stated = sums[5] / Double(counts[5])
    #expect(abs(stated - Double(present[5]) / Double(counts[5])) <= 0.1)
  }
}

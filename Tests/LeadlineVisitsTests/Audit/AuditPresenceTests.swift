import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

/// Presence in audits of worlds with other shares of false check-ins and other noise than the policy
/// supposes.
struct AuditPresenceTests {
  /// Where those are who were not there.
  enum Absence: Sendable {
    /// Kilometres off, each time elsewhere.
    case anywhere
    /// At one of the other stores.
    case otherStore
  }

  struct Setting: CustomTestStringConvertible, Sendable {
    var falseShare: Double
    /// Factor on geocode errors and accuracies.
    var noise = 1.0
    var absence = Absence.anywhere
    /// The share of pins that are 250 to 2,000 m off.
    var wrongPins = 0.0
    var testDescription: String {
      "share \(falseShare), noise \(noise), wrong pins \(wrongPins), \(absence)"
    }
  }

  private func world(_ setting: Setting, _ generator: inout SplitMix64) -> (
    world: AuditWorld, isTrue: [String: Bool]
  ) {
    var world = AuditWorld()
    var isTrue: [String: Bool] = [:]
    var places: [(x: Double, y: Double)] = []
    let (reps, stores, visits) = (30, 25, 6)
    for store in 0..<(reps * stores) {
      let place = World.offset(generator.double(in: 0...9_000), &generator)
      places.append(place)
      var error = World.geocodeError(mu: 3.29 + log(setting.noise), &generator)
      if generator.double(in: 0...1) < setting.wrongPins {
        error = World.offset(250 * pow(8, generator.double(in: 0...1)), &generator)
      }
      world.addStore("s\(store)", east: place.x + error.x, north: place.y + error.y)
    }
    for rep in 0..<reps {
      for visit in 0..<(stores * visits) {
        let store = rep * stores + visit % stores
        let id = "c\(rep)-\(visit)"
        var place = places[store]
        let isHonest = generator.double(in: 0...1) >= setting.falseShare
        if !isHonest {
          switch setting.absence {
          case .anywhere:
            let away = World.offset(3_000 * exp(1.1 * World.normal(&generator)), &generator)
            place = (place.x + away.x, place.y + away.y)
          case .otherStore:
            place = places[rep * stores + Int.random(in: 0..<stores, using: &generator)]
          }
        }
        // Satellites, Wi-Fi and, one time in eight, a cell of some hundred metres.
        let isCell = generator.double(in: 0...1) < 0.125
        let accuracy = setting.noise * pow(10, generator.double(in: isCell ? 2...3 : 0.7...1.6))
        let fix = World.fixError(accuracy, &generator)
        isTrue[id] = isHonest
        world.addCheckIn(
          id,
          rep: "r\(rep)",
          store: "s\(store)",
          minutes: Double(visit) * 97,
          east: place.x + fix.x,
          north: place.y + fix.y,
          accuracyMetres: accuracy
        )
      }
    }
    return (world, isTrue)
  }

  @Test(arguments: [
    Setting(falseShare: 0.01), Setting(falseShare: 0.05), Setting(falseShare: 0.1),
    Setting(falseShare: 0.2), Setting(falseShare: 0.1, noise: 1.5),
    Setting(falseShare: 0.1, noise: 0.7), Setting(falseShare: 0.05, absence: .otherStore),
    Setting(falseShare: 0.05, wrongPins: 0.03),
  ])
  func presenceIsCalibrated(setting: Setting) throws {
    var generator = SplitMix64(seed: 21)
    let (world, isTrue) = world(setting, &generator)
    let audit = try world.whole()
    let edges = [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 1.000_001]
    var bins = edges.dropLast().map { _ in (count: 0.0, stated: 0.0, isTrue: 0.0) }
    var flagged = 0.0
    for (checkIn, judgement) in audit.judgements.enumerated() {
      let bin = (edges.firstIndex { $0 > judgement.presence } ?? 1) - 1
      let honest = isTrue[audit.context.data.checkInID(checkIn)] == true
      bins[bin].count += 1
      bins[bin].stated += judgement.presence
      bins[bin].isTrue += honest ? 1 : 0
      if honest && judgement.verdict.isAccusing { flagged += 1 }
    }
    let total = Double(audit.judgements.count)
    var expectedError = 0.0
    for (number, bin) in bins.enumerated() where bin.count > 0 {
      let error = abs(bin.stated - bin.isTrue) / bin.count
      expectedError += error * bin.count / total
      // Where hardly any check-ins are, chance rules.
      // Below a half, doubt about pins that nobody was seen at speaks for the rep.
      let allowed = edges[number] < 0.5 && bin.stated > bin.isTrue ? 0.25 : 0.12
      if bin.count >= 0.02 * total { #expect(error <= allowed, "bin \(edges[number])") }
    }
    if ProcessInfo.processInfo.environment["LEADLINE_FIGURES"] != nil {
      print(
        "FIG \(setting) ECE \(expectedError) share \(audit.falseShare) flagged \(flagged / total)"
      )
    }
    #expect(expectedError <= 0.02)
    #expect(flagged / total <= 0.005)
  }

  @Test func removingARepChangesNoOtherVerdict() throws {
    try forEverySeed(0..<3) { seed, generator in
      let setting = Setting(falseShare: 0.2)
      var (world, _) = world(setting, &generator)
      world.checkIns.removeAll { Int($0.rep.rawValue.dropFirst()) ?? 0 >= 8 }
      let all = try world.audit()
      world.checkIns.removeAll { $0.rep == ID("r3") }
      let without = try world.audit()
      for (id, answer) in without {
        let before = try #require(all[id])
        #expect(before.verdict == answer.verdict && before.score == answer.score)
        #expect(abs((before.presence ?? 0) - (answer.presence ?? 0)) < 0.05, "seed \(seed)")
      }
    }
  }

  @Test func presenceHearsWhatOtherFamiliesSay() throws {
    var world = AuditWorld()
    world.addStore("s")
    world.addCheckIn("plain", rep: "a", east: 4)
    world.addCheckIn("late", rep: "b", minutes: 3_000, east: 5) {
      $0.submittedAt = $0.time.addingTimeInterval(3 * 86_400)
      $0.leftAt = $0.time.addingTimeInterval(20)
    }
    world.addCheckIn("off track", rep: "c", minutes: 6_000, east: 6)
    world.fixes["c"] = [-30.0, 30].map { World.fix(after: 360_000 + $0, east: 8_000) }
    let answers = try world.audit()
    let plain = try #require(answers["plain"]?.presence)
    #expect(plain > 0.99)
    #expect(try #require(answers["late"]?.presence) < plain)
    #expect(try #require(answers["off track"]?.presence) < 0.2)
  }
}

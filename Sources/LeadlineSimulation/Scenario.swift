package import LeadlineGeometry

/// Everything that a simulated world depends on; equal scenarios give equal bytes.
package struct Scenario: Hashable, Sendable {
  /// The shape of the city, which says how streets and patches lie.
  package enum City: String, Hashable, Sendable, CaseIterable {
    /// Streets on a square grid.
    case grid
    /// Radial streets and rings around a centre.
    case rings
    /// A band of streets along a winding coast road.
    case ribbon
  }

  /// How well the cheats hide; mixed draws one strength per rep.
  package enum StrengthChoice: String, Hashable, Sendable, CaseIterable {
    case naive, noisy, adaptive, mixed
  }

  /// Where all randomness starts.
  package var seed: UInt64
  /// Field reps, 1…20,000; supervisors (one for eight) and managers come on top.
  package var reps = 100
  /// Shops of each rep, 10…500.
  package var storesPerRep = 50
  /// Days, weekends included, 1…400.
  package var days = 30
  /// The first day, in the time zone of the world, +08:00.
  package var start = CivilDate(daysSince1970: 20_697)
  /// The city's shape.
  package var city = City.grid
  /// Share of the field reps that cheat, 0…1.
  package var cheats = 0.05
  /// Share of a cheat's visits that are faked, above 0…1; what an attack can't reach (there are only
  /// so many customers to keep alive) is left out.
  package var cheatShare = 0.1
  /// How well the cheats hide.
  package var strength = StrengthChoice.mixed
  /// The attacks that the cheats choose from, without repeats; not empty.
  package var attacks = Attack.allCases
  /// Factor on the errors and the stated accuracies of receivers, and on geocode errors; 0.1…10.
  package var noise = 1.0
  /// Factor on how common every trap is, 0…3.
  package var traps = 1.0
  /// Share of the reps whose phones record a track, 0…1.
  package var tracks = 0.85
  /// Seconds between the fixes of a track that is sampled by time, 1…3,600.
  package var trackSeconds = 60

  /// Makes a scenario with the defaults above, which start on 2026-09-01.
  package init(seed: UInt64) {
    self.seed = seed
  }

  /// Checks every parameter.
  ///
  /// - Throws: ``ScenarioError/outOfRange(parameter:value:allowed:)`` for the first that is outside
  ///   its range, ``ScenarioError/attacksEmpty`` and ``ScenarioError/attackRepeated(_:)``.
  package func validate() throws(ScenarioError) {
    try Self.check(reps, 1...20_000, "reps")
    try Self.check(storesPerRep, 10...500, "stores-per-rep")
    try Self.check(days, 1...400, "days")
    try Self.check(trackSeconds, 1...3_600, "track-seconds")
    try Self.check(cheats, 0...1, "cheats")
    try Self.check(cheatShare, 0.001...1, "cheat-share")
    try Self.check(noise, 0.1...10, "noise")
    try Self.check(traps, 0...3, "traps")
    try Self.check(tracks, 0...1, "tracks")
    guard (1...9_000).contains(start.year) && start.year >= 1990 else {
      throw .outOfRange(parameter: "start", value: "year \(start.year)", allowed: "years 1990…9000")
    }
    guard !attacks.isEmpty else { throw .attacksEmpty }
    var seen: Set<Attack> = []
    for attack in attacks where !seen.insert(attack).inserted {
      throw .attackRepeated(attack.rawValue)
    }
  }

  private static func check<Value: Comparable>(
    _ value: Value,
    _ range: ClosedRange<Value>,
    _ parameter: String
  ) throws(ScenarioError) {
    // NaN is in no range.
    guard range.contains(value) else {
      throw .outOfRange(
        parameter: parameter,
        value: "\(value)",
        allowed: "\(range.lowerBound)…\(range.upperBound)"
      )
    }
  }
}

/// What is wrong with a scenario.
package enum ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A parameter is outside its range.
  case outOfRange(parameter: String, value: String, allowed: String)
  /// No attack is named.
  case attacksEmpty
  /// An attack is named twice.
  case attackRepeated(String)

  package var description: String {
    switch self {
    case .outOfRange(let parameter, let value, let allowed):
      "--\(parameter) is \(value); give a value in \(allowed)"
    case .attacksEmpty: "--attacks names no attack; leave it out for all of them"
    case .attackRepeated(let name): "--attacks names \(name) twice; name each attack once"
    }
  }
}

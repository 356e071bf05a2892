import LeadlineGeometry

/// Writes a scenario as JSON, so that a world says how it was made.
enum ScenarioText {
  /// Raised with every change that makes other bytes of the same scenario.
  static let generatorVersion = 2

  static func json(_ scenario: Scenario) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes += "{\"generator\":\(generatorVersion),\"seed\":\(scenario.seed)".utf8
    bytes += ",\"reps\":\(scenario.reps),\"stores_per_rep\":\(scenario.storesPerRep)".utf8
    bytes += ",\"days\":\(scenario.days),\"start\":\"".utf8
    let date = scenario.start
    DecimalWriter.append(Int64(date.year), to: &bytes)
    bytes += "-\(date.month < 10 ? "0" : "")\(date.month)".utf8
    bytes += "-\(date.day < 10 ? "0" : "")\(date.day)\"".utf8
    bytes +=
      ",\"city\":\"\(scenario.city.rawValue)\",\"strength\":\"\(scenario.strength.rawValue)\"".utf8
    let attacks = scenario.attacks.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
    bytes += ",\"attacks\":[\(attacks)]".utf8
    for (name, value) in [
      ("cheats", scenario.cheats), ("cheat_share", scenario.cheatShare), ("noise", scenario.noise),
      ("traps", scenario.traps), ("tracks", scenario.tracks),
    ] {
      bytes += ",\"\(name)\":".utf8
      DecimalWriter.appendShortest(value, to: &bytes)
    }
    bytes += ",\"track_seconds\":\(scenario.trackSeconds)}\n".utf8
    return bytes
  }
}

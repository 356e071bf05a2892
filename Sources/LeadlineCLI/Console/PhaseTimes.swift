/// How long the parts of a command's work took, for those who ask.
struct PhaseTimes {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var phases: [(name: String, taken: Duration)] = []

  /// Begins the first part.
  init() {
    last = clock.now
  }

  /// Ends a part and begins the next one.
  mutating func end(_ name: String) {
    let now = clock.now
    phases.append((name, now - last))
    last = now
  }

  /// `reading 1.20 s, writing 0.35 s`.
  var text: String {
    phases.map { name, taken in
      // To the nearest hundredth; below that lies chance.
      let hundredths = Int((taken / .milliseconds(10)).rounded())
      let rest = hundredths % 100
      return "\(name) \(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
    }.joined(separator: ", ")
  }
}

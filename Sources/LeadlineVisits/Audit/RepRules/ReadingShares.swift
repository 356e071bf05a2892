import LeadlineModel

/// How often the rep's fixes have a value of a reading.
struct ReadingShares {
  private let context: AuditContext
  private let dossier: RepDossier
  /// The values of each reading, sorted; nil until they are asked for.
  private var values: [[UInt32]]?
  private var total = 0
  private var last: (version: Int32, share: Double)?

  init(_ context: AuditContext, _ dossier: RepDossier) {
    self.context = context
    self.dossier = dossier
  }

  /// How many of the rep's own fixes have a value.
  private mutating func count(of value: Float, _ reading: Int) -> Int {
    let sorted: [[UInt32]]
    if let values {
      sorted = values
    } else {
      sorted = collect()
      values = sorted
    }
    let bits = value.bitPattern
    func first(where isReached: (UInt32) -> Bool) -> Int {
      var low = 0
      var high = sorted[reading].count
      while low < high {
        let middle = low + (high - low) / 2
        if isReached(sorted[reading][middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    return first { $0 > bits } - first { $0 >= bits }
  }

  private mutating func collect() -> [[UInt32]] {
    var values = [[UInt32]](repeating: [], count: 3)
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      guard row.isOwnFix else { continue }
      total += 1
      let readings = Self.readings(row)
      for reading in 0..<3 where !readings[reading].isNaN {
        values[reading].append(readings[reading].bitPattern)
      }
    }
    for reading in 0..<3 { ByteSort.sort(&values[reading]) }
    return values
  }

  /// How often others' check-ins with a version of the app have the coordinates of another one.
  mutating func repeatedShare(_ version: Int32) -> Double {
    if let last, last.version == version { return last.share }
    let share = context.habits.share(
      of: .repeated,
      version: version,
      besides: dossier,
      context.data,
      context.policy.repRules
    ).usual
    last = (version, share)
    return share
  }

  /// The readings of a fix: accuracy, altitude and speed, NaN where unknown.
  static func readings(_ row: CheckInRow) -> SIMD4<Float> {
    SIMD4(row.accuracyMetres, row.altitudeMetres, row.speedMetresPerSecond, .nan)
  }

  /// Whether all readings that both have are equal.
  static func areEqual(_ first: SIMD4<Float>, _ second: SIMD4<Float>) -> Bool {
    // An unknown one is neither less nor more.
    !any((first .< second) .| (first .> second))
  }

  /// Whether all readings that both have are equal, how many they are if they are, and the probability that
  /// independent ones would be.
  mutating func compare(_ first: SIMD4<Float>, _ second: SIMD4<Float>) -> (
    isEqual: Bool, fields: Int, chance: Double
  ) {
    guard Self.areEqual(first, second) else { return (false, 1, 1) }
    var fields = 0
    var chance = 1.0
    for reading in 0..<3 where !first[reading].isNaN && !second[reading].isNaN {
      // Less the pair's own.
      let count = max(0, count(of: first[reading], reading) - 2)
      chance *= (Double(count) + 1) / Double(max(1, total))
      fields += 1
    }
    return (true, fields, chance)
  }
}

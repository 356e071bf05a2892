import Foundation

/// What the comparison of a rep with peers rests on.
struct RepRecord: Sendable {
  /// Flagged check-ins that may have one cause: those of one day, or at one store.
  ///
  /// A wrong store position flags every visit there, a bad phone every visit of a day. So every store
  /// counts once, on the day of its weightiest check-in, and what is flagged on one day is one
  /// incident. The weight of a store, and that of a day, grows with the logarithm of what adds to the
  /// weightiest, so that the second flag of what may be one cause adds 0.7 of the first, the third 0.4,
  /// the tenth 0.1. Judgement: none at all would take five made-up shops with forty visits for five
  /// wrong pins.
  struct Incident: Sendable {
    /// The check-ins flagged.
    var flagged: Int
    /// 1 for one barely suspicious check-in.
    var weight: Double
  }

  /// One flagged check-in.
  struct Flag: Sendable {
    var store: Int32
    var day: Int32
    var score: Double
  }

  /// The number of check-ins in each group of ``PeerGroups``.
  var checkIns: [Int]
  /// Those of them that are flagged.
  var flagged: [Int]
  /// The incidents, by day.
  var incidents: [Incident] = []
  /// The sum over flagged check-ins of their score, cut at the policy's greatest, in units of the
  /// score at which a check-in becomes suspicious.
  var strength = 0.0

  /// The number of stores with a flagged check-in.
  private(set) var flaggedStores = 0

  init(groups: Int) {
    checkIns = [Int](repeating: 0, count: groups)
    flagged = checkIns
  }

  /// The sum of the incidents' weights.
  var weight: Double { incidents.reduce(0) { $0 + $1.weight } }

  /// Groups flagged check-ins into incidents.
  ///
  /// - Parameters:
  ///   - flags: The flagged check-ins, in any order.
  ///   - suspicious: The score at which a check-in becomes suspicious.
  ///   - greatest: The score above which more adds nothing.
  ///
  /// - Complexity: O(*n* log *n*).
  mutating func setIncidents(_ flags: [Flag], suspicious: Double, greatest: Double) {
    func weight(_ flag: Flag) -> Double { min(flag.score, greatest) / suspicious }
    strength = flags.sorted { ($0.store, $0.day, $0.score) < ($1.store, $1.day, $1.score) }
      .reduce(0) { $0 + weight($1) }

    // The weightiest of each store comes first, the earliest of those that weigh the same.
    let byStore = flags.sorted { ($0.store, -weight($0), $0.day) < ($1.store, -weight($1), $1.day) }
    var stores: [(day: Int32, weight: Double, flagged: Int)] = []
    for run in byStore.runs(by: \.store) {
      let together = Self.together(run.map(weight))
      stores.append((run[run.startIndex].day, together, run.count))
    }
    flaggedStores = stores.count

    stores.sort { ($0.day, -$0.weight, $0.flagged) < ($1.day, -$1.weight, $1.flagged) }
    incidents = stores.runs { $0.day }.map { run in
      Incident(
        flagged: run.reduce(0) { $0 + $1.flagged },
        weight: Self.together(run.map(\.weight))
      )
    }
  }

  /// What flags of one cause weigh together, the weightiest first.
  private static func together(_ weights: [Double]) -> Double {
    guard let first = weights.first else { return 0 }
    return first * (1 + log(weights.reduce(0, +) / first))
  }
}

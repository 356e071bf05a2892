import Foundation
import LeadlineGeometry

@testable import LeadlineVisits

/// Flags of reps who cheat or not, without places and times: what the comparison of reps sees.
///
/// Honest flags come in three ways: a store whose every other visit is flagged, a day whose every
/// other visit is, and single ones; reps differ by a gamma factor.
struct FlagWorld {
  var reps = 1000
  var days = 60
  var perDay = 8
  var stores = 50
  /// About the share of honest check-ins that are flagged.
  var honestShare = 0.004
  /// The shape of the gamma factor, a whole number.
  var shape = 3
  var cheats = 0.0
  /// The share of a cheat's check-ins that are false, and of those that are flagged.
  var falseShare = 0.1
  var caught = 0.7

  /// Groups and the factor of their rates.
  static let classes = [0, 0, 1, 1]
  private static let factors = [0.6, 1.0, 1.5, 2.5]

  struct Outcome {
    var records: [RepRecord] = []
    var isCheat: [Bool] = []
    var honestFlags = 0
    var falseFlags = 0
  }

  func make(_ generator: inout SplitMix64) -> Outcome {
    var outcome = Outcome()
    for rep in 0..<reps {
      let isCheat = Double(rep) < cheats * Double(reps)
      var factor = 0.0
      for _ in 0..<shape { factor += exponential(&generator) / Double(shape) }
      let mix = generator.double(in: 0...1)
      var record = RepRecord(groups: Self.classes.count)
      var flags: [RepRecord.Flag] = []
      let isBadStore = (0..<stores).map { _ in
        generator.double(in: 0...1) < honestShare * factor
      }
      for day in 0..<days {
        let isBadDay = generator.double(in: 0...1) < honestShare * factor / 2
        for _ in 0..<perDay {
          let store = Int.random(in: 0..<stores, using: &generator)
          let group =
            generator.double(in: 0...1) < mix ? 0 : Int.random(in: 1...3, using: &generator)
          let single = honestShare * factor * Self.factors[group] / 4
          record.checkIns[group] += 1
          var score = 0.0
          if isBadStore[store] && Bool.random(using: &generator)
            || isBadDay && Bool.random(using: &generator)
            || generator.double(in: 0...1) < single
          {
            score = 3 + exponential(&generator)
            outcome.honestFlags += 1
          } else if isCheat && generator.double(in: 0...1) < falseShare * caught {
            score = 3 + 2 * exponential(&generator)
            outcome.falseFlags += 1
          }
          guard score > 0 else { continue }
          record.flagged[group] += 1
          flags.append(RepRecord.Flag(store: Int32(store), day: Int32(day), score: score))
        }
      }
      record.setIncidents(flags, suspicious: 3, greatest: CasePolicy().greatestScore)
      outcome.records.append(record)
      outcome.isCheat.append(isCheat)
    }
    return outcome
  }

  private func exponential(_ generator: inout SplitMix64) -> Double {
    -log(1 - generator.double(in: 0...0.999_999_999))
  }
}

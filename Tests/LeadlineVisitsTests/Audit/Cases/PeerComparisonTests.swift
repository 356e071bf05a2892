import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct PeerComparisonTests {
  private let policy = CasePolicy()

  private func compare(_ outcome: FlagWorld.Outcome) -> PeerComparison { compare(outcome.records) }

  private func compare(_ records: [RepRecord]) -> PeerComparison {
    PeerComparison(records, classes: FlagWorld.classes, policy: policy)
  }

  private func accused(_ comparison: PeerComparison) -> [Int] {
    comparison.results.indices.filter {
      comparison.results[$0].qValue <= policy.falseDiscoveryRate
    }
  }

  @Test func worldWithoutCheatsAccusesNobody() {
    var accusing = 0
    forEverySeed(0..<16) { _, generator in
      let world = FlagWorld(reps: 60, days: 30)
      if !accused(compare(world.make(&generator))).isEmpty { accusing += 1 }
    }
    // Five in a hundred may: of sixteen seeds more than three would be one chance in a hundred.
    #expect(accusing <= 3)
  }

  @Test func cheatsComeFirstAndFewHonestAreAccused() {
    var honest = 0
    var all = 0
    var stated = 0.0
    forEverySeed(0..<2) { seed, generator in
      let outcome = FlagWorld(reps: 200, cheats: 0.15).make(&generator)
      let comparison = compare(outcome)
      let ranked = outcome.records.indices.sorted {
        comparison.results[$0].score > comparison.results[$1].score
      }
      #expect(ranked.prefix(20).count { outcome.isCheat[$0] } >= 19, "seed \(seed)")
      let accused = accused(comparison)
      honest += accused.count { !outcome.isCheat[$0] }
      all += accused.count
      stated += comparison.expectedFalseAccusations
      #expect(accused.count >= 28, "seed \(seed)")

      let falseVisits = comparison.results.reduce(0) { $0 + $1.falseVisits }
      #expect(abs(falseVisits / Double(outcome.falseFlags) - 1) < 0.1, "seed \(seed)")
      let honestFlags = comparison.expectedFalseFlags / Double(outcome.honestFlags)
      #expect(honestFlags > 0.75 && honestFlags < 1.35, "seed \(seed): \(honestFlags)")
    }
    #expect(Double(honest) <= 0.05 * Double(all))
    // What is stated bounds what happens, but for chance.
    #expect(Double(honest) <= stated + 3)
    #expect(stated <= 0.06 * Double(all))
  }

  @Test func fifthOfCheatsDoesNotHideThem() {
    forEverySeed(0..<1) { seed, generator in
      let outcome = FlagWorld(reps: 200, cheats: 0.2).make(&generator)
      let accused = accused(compare(outcome))
      #expect(accused.count { outcome.isCheat[$0] } >= 38, "seed \(seed)")
      #expect(accused.count { !outcome.isCheat[$0] } <= 4, "seed \(seed)")
    }
  }

  @Test func pValuesOfHonestRepsAreNotTooSmall() {
    var pValues: [Double] = []
    forEverySeed(0..<8) { _, generator in
      pValues += compare(FlagWorld(reps: 100, days: 30).make(&generator)).results.map(\.pValue)
    }
    for level in [0.2, 0.05, 0.01, 0.002] {
      let below = Double(pValues.count { $0 <= level })
      let expected = level * Double(pValues.count)
      #expect(below <= expected + 3 * expected.squareRoot(), "level \(level)")
    }
    #expect(pValues.count { $0 <= 0.2 } >= pValues.count / 20)
  }

  @Test func fewRepsWithoutFlagsAreNotAccused() {
    var record = RepRecord(groups: 4)
    record.checkIns[0] = 100
    let comparison = PeerComparison(
      [record, record, RepRecord(groups: 4)],
      classes: FlagWorld.classes,
      policy: policy
    )
    #expect(comparison.results.allSatisfy { $0.qValue == 1 && $0.score == 0 })
    #expect(comparison.expectedFalseFlags == 0)
    let empty = PeerComparison([], classes: FlagWorld.classes, policy: policy)
    #expect(empty.results.isEmpty)
  }

  @Test func weightsOfCheatsWithFewIncidentsAreNotTakenForHonestOnes() {
    forEverySeed(0..<2) { seed, generator in
      var records = FlagWorld(reps: 300).make(&generator).records
      let clean = compare(records).results[0]
      // As many incidents as many honest reps have, but of the greatest weight each.
      for rep in 0..<15 {
        records[rep] = RepRecord(groups: FlagWorld.classes.count)
        records[rep].checkIns[1] = 480
        records[rep].flagged[1] = 4
        records[rep].setIncidents(
          (0..<4).map { flag($0, $0, 6) },
          suspicious: 3,
          greatest: policy.greatestScore
        )
      }
      let mixed = compare(records).results[0]
      let change =
        (mixed.expectedWeight / mixed.expectedIncidents)
        / (clean.expectedWeight / clean.expectedIncidents)
      #expect(change > 0.9 && change < 1.05, "seed \(seed): \(change)")
    }
  }

  @Test func incidentsCountByTheProbabilityThatTheRepIsHonest() {
    let light = [RepRecord.Incident(flagged: 1, weight: 1)]
    let heavy = [RepRecord.Incident(flagged: 3, weight: 8)]
    let alone = IncidentWeights([(incidents: light, honest: 1)])
    let beside = IncidentWeights([(incidents: light, honest: 1), (incidents: heavy, honest: 0)])
    #expect(alone.probabilities == beside.probabilities)
    #expect(alone.flaggedPerIncident == beside.flaggedPerIncident)
    let half = IncidentWeights([(incidents: light, honest: 1), (incidents: heavy, honest: 0.5)])
    let whole = IncidentWeights([(incidents: light, honest: 1), (incidents: heavy, honest: 1)])
    #expect(alone.mean < half.mean && half.mean < whole.mean)
    #expect(alone.flaggedPerIncident < half.flaggedPerIncident)
  }

  private func record(_ flags: [RepRecord.Flag]) -> RepRecord {
    var record = RepRecord(groups: 1)
    record.setIncidents(flags, suspicious: 3, greatest: policy.greatestScore)
    return record
  }

  private func flag(_ store: Int, _ day: Int, _ score: Double = 3) -> RepRecord.Flag {
    RepRecord.Flag(store: Int32(store), day: Int32(day), score: score)
  }

  @Test func whatMayHaveOneCauseIsOneIncident() {
    // A store whose pin is wrong: many days, one incident that weighs far less than nine.
    let pin = record((1...9).map { flag(1, $0) })
    #expect(pin.incidents.map(\.flagged) == [9])
    #expect(abs(pin.weight - (1 + log(9))) < 1e-12)
    // A phone that is off for a day: likewise.
    let phone = record((1...9).map { flag($0, 1) })
    #expect(phone.incidents.map(\.flagged) == [9])
    #expect(phone.weight == pin.weight)
    // Nine stores on nine days have nothing in common.
    #expect(record((1...9).map { flag($0, $0) }).weight == 9)
  }

  @Test func moreFlagsOfOneCauseWeighMoreEachLessThanTheLast() {
    let weights = (1...6).map { count in record((1...count).map { flag(1, $0) }).weight }
    let gains = zip(weights.dropFirst(), weights).map { $0 - $1 }
    #expect(gains.allSatisfy { $0 > 0 })
    #expect(zip(gains.dropFirst(), gains).allSatisfy { $0 < $1 })
  }

  @Test func fewStrongFlagsOutweighManyWeakOnes() {
    // Three stores with one photo on three days, five barely suspicious distances.
    #expect(
      record((1...3).map { flag($0, $0, 12) }).weight > record((1...5).map { flag($0, $0) }).weight
    )
    // But no score counts for more than the greatest.
    #expect(record([flag(1, 1, 12)]).weight == record([flag(1, 1, 1_000)]).weight)
  }

  @Test func weightDoesNotDependOnTheOrderOfFlags() {
    forEverySeed(0..<20) { seed, generator in
      let flags = (0..<12).map { _ in
        flag(
          Int.random(in: 0..<4, using: &generator),
          Int.random(in: 0..<4, using: &generator),
          generator.double(in: 3...8)
        )
      }
      let shuffled = flags.shuffled(using: &generator)
      #expect(
        record(flags).incidents.map(\.weight) == record(shuffled).incidents.map(\.weight),
        "seed \(seed)"
      )
    }
  }
}

import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct BackCheckTests {
  private func data(_ ids: [String]) -> AuditData {
    var builder = AuditData.Builder()
    _ = builder.addStore("s", AuditStore(longitude: 9.5, latitude: 47.1), owner: "")
    var block = CheckInBlock()
    for (number, id) in ids.enumerated() {
      block.append(
        CheckIn(id: ID(id), rep: ID("r"), store: ID("s"), time: World.noon),
        number: number
      )
    }
    builder.add(block) { _ in }
    return builder.finish()
  }

  private func sample(_ ids: [String], _ policy: CasePolicy) -> [String] {
    let data = data(ids)
    let judgements = ids.map { _ in Judgement(verdict: .verified, score: 0, presence: 1) }
    return BackCheckSample(data, judgements, policy: policy).draws.map {
      data.checkInID($0.checkIn)
    }
  }

  @Test func drawDependsOnIdsAndSeedAlone() {
    var policy = CasePolicy()
    var generator = SplitMix64(seed: 1)
    let ids = (0..<400).map { "c\($0)" }
    let drawn = sample(ids, policy)
    #expect(drawn.count == 20)
    #expect(Set(sample(ids.shuffled(using: &generator), policy)) == Set(drawn))
    policy.sampleSeed = 2
    #expect(Set(sample(ids, policy)) != Set(drawn))
  }

  @Test func drawnStayWhenCheckInsAreAdded() {
    let policy = CasePolicy()
    let first = sample((0..<400).map { "c\($0)" }, policy)
    let second = Set(sample((0..<500).map { "c\($0)" }, policy))
    #expect(first.count { second.contains($0) } >= first.count - 4)
  }

  @Test func estimateHasNoBiasAndItsIntervalCovers() throws {
    let strata = [900, 400, 300, 60, 40]
    let rates = [0.002, 0.02, 0.1, 0.7, 0.95]
    let drawn = [45, 30, 30, 30, 30]
    var truth = 0.0
    var sum = 0.0
    var covered = 0
    var precisionSum = 0.0
    forEverySeed(0..<400) { _, generator in
      var sample = BackCheckSample(draws: [], strata: strata)
      var outcomes: [Bool?] = []
      var falseVisits = 0
      for (stratum, verdict) in Verdict.allCases.enumerated() {
        var isFalse = (0..<strata[stratum]).map {
          Double($0) < rates[stratum] * Double(strata[stratum])
        }
        falseVisits += isFalse.count { $0 }
        isFalse.shuffle(using: &generator)
        for outcome in isFalse.prefix(drawn[stratum]) {
          sample.draws.append(
            BackCheckSample.Draw(
              checkIn: outcomes.count,
              verdict: verdict,
              inclusionProbability: Double(drawn[stratum]) / Double(strata[stratum])
            )
          )
          outcomes.append(outcome)
        }
      }
      truth = Double(falseVisits) / 1700
      let estimate = BackCheckEstimate(sample, outcomes: outcomes)
      guard let share = estimate.falseShare, let precision = estimate.precision else {
        Issue.record("no estimate")
        return
      }
      sum += share.value
      precisionSum += precision.value
      if share.lower <= truth && truth <= share.upper { covered += 1 }
    }
    #expect(abs(sum / 400 - truth) < 0.002)
    #expect(abs(precisionSum / 400 - 0.8) < 0.01)
    #expect(covered >= 370)
  }

  @Test func verdictWithoutOutcomeLeavesTheShareOpen() {
    let sample = BackCheckSample(
      draws: [BackCheckSample.Draw(checkIn: 0, verdict: .verified, inclusionProbability: 0.5)],
      strata: [2, 0, 0, 1, 0]
    )
    let estimate = BackCheckEstimate(sample, outcomes: [false])
    #expect(estimate.falseShare == nil)
    #expect(estimate.precision == nil)
  }
}

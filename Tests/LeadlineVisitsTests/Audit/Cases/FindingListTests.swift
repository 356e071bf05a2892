import LeadlineModel
import Testing

@testable import LeadlineVisits

struct FindingListTests {
  private func finding(rep: Int, ratio: Double) -> AuditFinding {
    AuditFinding(
      reason: .burst,
      rule: 0,
      severity: .low,
      rep: rep,
      checkIns: [],
      stores: [],
      logLikelihoodRatio: ratio,
      numbers: (.nan, .nan, .nan, .nan)
    )
  }

  @Test(arguments: [[], [0], [3], [0, 0, 2, 0, 1, 0], [1, 1, 1], [0, 5, 0]])
  func positionsCountThroughAllReps(counts: [Int]) {
    var expected: [Double] = []
    let list = FindingList(
      counts.enumerated().map { rep, count in
        (0..<count).map { _ in
          expected.append(Double(expected.count))
          return finding(rep: rep, ratio: expected[expected.count - 1])
        }
      }
    )
    #expect(list.count == expected.count)
    #expect(list.map(\.logLikelihoodRatio) == expected)
    #expect(list.starts.last == expected.count)
  }
}

import Foundation
import Testing

@testable import LeadlineVisits

struct RepRulesPolicyTests {
  @Test func defaultsHaveNoProblemsAndSurviveCoding() throws {
    let policy = RepRulesPolicy()
    #expect(policy.problems().isEmpty)
    let data = try JSONEncoder().encode(policy)
    #expect(try JSONDecoder().decode(RepRulesPolicy.self, from: data) == policy)
  }

  /// Every field is looked at: NaN in any of them is a problem.
  @Test func everyNumberIsChecked() throws {
    let fields = Mirror(reflecting: RepRulesPolicy()).children.compactMap(\.label)
    var policy = RepRulesPolicy()
    policy.falsePinShare = 1
    policy.pinMetres = 0
    #expect(policy.problems().count == 2)
    let data = try JSONEncoder().encode(RepRulesPolicy())
    for field in fields {
      var object = try #require(
        try JSONSerialization.jsonObject(with: data) as? [String: Any]
      )
      object[field] = -1
      let changed = try JSONDecoder().decode(
        RepRulesPolicy.self,
        from: JSONSerialization.data(withJSONObject: object)
      )
      #expect(changed.problems().count == 1, "\(field)")
    }
  }

  @Test func poissonTailEqualsItsSum() {
    for mean in [0.01, 0.5, 3, 40] {
      var term = exp(-mean)
      var below = 0.0
      for count in 0..<120 {
        let tail = Recurrence.poissonTail(atLeast: count, mean: mean)
        #expect(abs(tail - (1 - below)) < 1e-12, "\(count) of \(mean)")
        below += term
        term *= mean / Double(count + 1)
      }
    }
    #expect(Recurrence.poissonTail(atLeast: 3, mean: 0) == 0)
  }
}

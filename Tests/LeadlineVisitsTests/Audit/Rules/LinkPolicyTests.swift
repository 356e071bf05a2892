import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct LinkPolicyTests {
  @Test func defaultPolicyHasNoProblems() { #expect(LinkPolicy().problems() == []) }

  @Test func policySurvivesEncoding() throws {
    var policy = LinkPolicy()
    policy.dropDays = 15
    let data = try JSONEncoder().encode(policy)
    #expect(try JSONDecoder().decode(LinkPolicy.self, from: data) == policy)
  }

  @Test func impossibleValuesAreNamed() {
    var policy = LinkPolicy()
    policy.proxyRatio = -.infinity
    policy.weakShare = 1
    policy.ownPhotoBits = 17
    policy.keepAliveDays = 9
    policy.leastKeepAlives = 0
    #expect(policy.problems().count == 5)
  }
}

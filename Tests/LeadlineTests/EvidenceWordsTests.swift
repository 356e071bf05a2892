import LeadlineVisits
import Testing

@testable import LeadlineReports

struct EvidenceWordsTests {
  @Test func everyNumberOfEveryRuleHasAChineseName() {
    for rule in AuditRules.all {
      for (name, _) in rule.facts.evidence {
        let words = EvidenceWords.name(name, .chinese)
        #expect(words.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(name)")
        #expect(!EvidenceWords.name(name, .english).contains("_"), "\(name)")
      }
    }
  }
}

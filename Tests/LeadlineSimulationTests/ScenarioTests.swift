import LeadlineSimulation
import Testing

struct ScenarioTests {
  @Test func defaultsAreValid() throws {
    try Scenario(seed: 1).validate()
  }
}

import LeadlineSimulation
import Testing

struct ScenarioTests {
  @Test func defaultsAreValid() throws {
    try Scenario(seed: 1).validate()
  }

  @Test func whatIsOutsideItsRangeIsNamed() {
    let changes: [(String, (inout Scenario) -> Void)] = [
      ("reps", { $0.reps = 0 }),
      ("stores-per-rep", { $0.storesPerRep = 9 }),
      ("days", { $0.days = 401 }),
      ("track-seconds", { $0.trackSeconds = 0 }),
      ("cheats", { $0.cheats = 1.01 }),
      ("cheat-share", { $0.cheatShare = 0 }),
      ("noise", { $0.noise = .nan }),
      ("traps", { $0.traps = -0.1 }),
      ("tracks", { $0.tracks = .infinity }),
    ]
    for (parameter, change) in changes {
      var scenario = Scenario(seed: 1)
      change(&scenario)
      let error = #expect(throws: ScenarioError.self) { try scenario.validate() }
      #expect(error?.description.hasPrefix("--\(parameter) is ") == true)
    }
  }

  @Test func attacksAreNamedOnceAndAtLeastOne() {
    var scenario = Scenario(seed: 1)
    scenario.attacks = []
    #expect(throws: ScenarioError.attacksEmpty) { try scenario.validate() }
    scenario.attacks = [.proxy, .absent, .proxy]
    #expect(throws: ScenarioError.attackRepeated("proxy")) { try scenario.validate() }
  }
}

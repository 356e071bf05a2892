import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct AuditorTests {
  private func world(_ generator: inout SplitMix64) -> AuditWorld {
    var world = AuditWorld()
    for store in 0..<20 {
      world.addStore(
        "s\(store)",
        east: .random(in: -3000...3000, using: &generator),
        north: .random(in: -3000...3000, using: &generator)
      )
    }
    for number in 0..<100 {
      world.addCheckIn(
        "c\(number)",
        rep: "r\(Int.random(in: 0..<9, using: &generator))",
        store: "s\(Int.random(in: 0..<20, using: &generator))",
        minutes: Double(Int.random(in: 0..<600, using: &generator)),
        east: .random(in: -3000...3000, using: &generator),
        north: .random(in: -3000...3000, using: &generator)
      )
    }
    return world
  }

  @Test func orderOfTheInputDoesNotMatter() throws {
    try forEverySeed(0..<20) { seed, generator in
      var world = world(&generator)
      let answers = try world.audit()
      world.checkIns.shuffle(using: &generator)
      world.stores.shuffle(using: &generator)
      let shuffled = try world.audit()
      #expect(shuffled == answers, "seed \(seed)")
    }
  }

  @Test func numberOfThreadsDoesNotMatter() throws {
    try forEverySeed(0..<10) { seed, generator in
      let world = world(&generator)
      let single = try world.audit(threads: 1)
      let several = try world.audit(threads: 3)
      #expect(single == several, "seed \(seed)")
    }
  }

  @Test func rulesAreInTheOrderOfTheirReasons() {
    let order = Reason.allCases
    let positions = AuditRules.all.compactMap { order.firstIndex(of: $0.facts.reason) }
    #expect(positions == positions.sorted())
    #expect(Set(positions).count == AuditRules.all.count)
  }

  /// They differ only in where they say the store was before.
  @Test func movesAtOneTimeHaveAnOrder() {
    func moves(_ wests: [Double]) -> [Double] {
      var world = AuditWorld()
      world.addStore("s")
      for west in wests { world.addEdit("s", by: "r", minutes: 5, from: (-west, 0), to: (500, 0)) }
      return world.context().data.edits.map(\.oldLongitude)
    }
    #expect(moves([100, 900, 400]) == moves([400, 100, 900]))
  }
}

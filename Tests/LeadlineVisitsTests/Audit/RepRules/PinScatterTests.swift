import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct PinScatterTests {
  private static let stores = 20
  private static let visits = 4
  /// A fix of 10 m accuracy, per axis.
  private static let variance = 44.0

  /// A fix some metres from the stored position, which all offsets are measured from.
  private func fix(_ store: Int, east: Double, north: Double) -> PinScatter.Fix {
    let offset = LocalOffset(east: east, north: north)
    return PinScatter.Fix(
      fromPin: offset.metres,
      fromRecord: offset.metres,
      offset: offset,
      variance: Self.variance,
      store: Int32(store),
      storeRadius: .nan,
      isFounding: false
    )
  }

  /// True visits to stores that their stored positions miss by so many metres.
  private func visits(missing metres: Double, _ generator: inout SplitMix64) -> [PinScatter.Fix] {
    (0..<Self.stores).flatMap { store in
      let angle = generator.double(in: 0...(2 * .pi))
      return (0..<Self.visits).map { _ in
        fix(
          store,
          east: metres * cos(angle) + 6 * World.normal(&generator),
          north: metres * sin(angle) + 6 * World.normal(&generator)
        )
      }
    }
  }

  private func scatter(_ fixes: [PinScatter.Fix]) -> PinScatter {
    let order = fixes.indices.sorted { (fixes[$0].store, $0) < (fixes[$1].store, $1) }
    return PinScatter(fixes, order: order, AuditPolicy())
  }

  private func ratios(_ fixes: [PinScatter.Fix]) -> [Double] {
    scatter(fixes).ratios(trust: [Double](repeating: 1, count: fixes.count))
  }

  @Test func fixesMadeUpAroundThePinOfAStoreThatIsElsewhereAreTold() {
    forEverySeed(0..<20) { seed, generator in
      var fixes = visits(missing: 60, &generator)
      let made = (0..<8).map { $0 * Self.visits }
      for position in made {
        fixes[position] = fix(
          Int(fixes[position].store),
          east: generator.double(in: -6...6),
          north: generator.double(in: -6...6)
        )
      }
      let ratios = ratios(fixes)
      for position in made { #expect(ratios[position] > 1.5, "seed \(seed)") }
      for position in fixes.indices where !made.contains(position) {
        #expect(ratios[position] < 0, "seed \(seed)")
      }
    }
  }

  @Test func fixesAtStoresWhosePinsAreRightAreTrue() {
    forEverySeed(0..<20) { seed, generator in
      // Half of the pins are right: there, near is where a true fix lies.
      let right = (0..<Self.stores / 2).flatMap { store in
        (0..<Self.visits).map { _ in
          fix(store, east: 6 * World.normal(&generator), north: 6 * World.normal(&generator))
        }
      }
      let wrong = visits(missing: 80, &generator).filter { $0.store >= Self.stores / 2 }
      let ratios = ratios(right + wrong).prefix(right.count)
      // A fix on the pin itself stands out, but no visit is suspicious by it, nor are all together.
      #expect(ratios.allSatisfy { $0 < VerificationPolicy().suspiciousRatio }, "seed \(seed)")
      #expect(ratios.reduce(0, +) < 0.5 * Double(ratios.count), "seed \(seed)")
    }
  }

  @Test func repWhoseFixesAreMostlyAtThePinsIsLeftAlone() {
    var generator = SplitMix64(seed: 1)
    let fixes = visits(missing: 4, &generator)
    #expect(ratios(fixes).allSatisfy { $0 == 0 })
  }

  @Test func fixThatThePinWasMadeFromSaysNothing() {
    var generator = SplitMix64(seed: 2)
    var fixes = visits(missing: 60, &generator)
    fixes[0] = fix(0, east: 1, north: 0)
    let made = ratios(fixes)[0]
    fixes[0].isFounding = true
    #expect(made > 2)
    #expect(ratios(fixes)[0] == 0)
  }

  @Test func fixOutOfReachOfThePinSpeaksForTheRep() {
    var generator = SplitMix64(seed: 3)
    let fixes = visits(missing: 90, &generator)
    let policy = RepRulesPolicy()
    #expect(fixes.allSatisfy { $0.fromPin > policy.scatterMetres })
    #expect(ratios(fixes).allSatisfy { $0 == log(1 - PinScatter.nearShare) })
  }

  @Test func otherVisitsThatAreNotBelievedTellNoPlace() {
    var generator = SplitMix64(seed: 4)
    var fixes = visits(missing: 60, &generator)
    fixes[0] = fix(0, east: 2, north: 2)
    var trust = [Double](repeating: 1, count: fixes.count)
    let told = scatter(fixes).ratios(trust: trust)[0]
    for other in 1..<Self.visits { trust[other] = 0 }
    let untold = scatter(fixes).ratios(trust: trust)[0]
    #expect(untold < told)
  }

  @Test func orderInWhichTheVisitsComeChangesNothing() {
    forEverySeed(0..<20) { seed, generator in
      let fixes = visits(missing: 40, &generator)
      let ratios = ratios(fixes)
      let shuffled = fixes.indices.shuffled(using: &generator)
      for (position, ratio) in zip(shuffled, self.ratios(shuffled.map { fixes[$0] })) {
        #expect(abs(ratio - ratios[position]) < 1e-9, "seed \(seed), fix \(position)")
      }
    }
  }

  @Test func boundIsNoLessThanTheRatioAndNearIt() {
    forEverySeed(0..<20) { seed, generator in
      let fixes = visits(missing: generator.double(in: 10...60), &generator)
      for (bound, ratio) in zip(scatter(fixes).greatestLikelihoods(), ratios(fixes)) {
        #expect(log(bound) >= ratio - 1e-9, "seed \(seed)")
        #expect(log(bound) <= ratio + 0.5, "seed \(seed)")
      }
    }
  }

  @Test func nothingIsSaidOfNoFixes() {
    #expect(ratios([]).isEmpty)
  }
}

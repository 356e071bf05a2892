import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct FalseDiscoveryTests {
  /// Whether a test is rejected at a rate, by the definition: at or below the k-th smallest p-value,
  /// with the largest k for which that is at most k / n of the rate.
  private func isRejected(_ test: Int, of pValues: [Double], rate: Double) -> Bool {
    let sorted = pValues.sorted()
    let largest = (1...sorted.count).last {
      sorted[$0 - 1] <= rate * Double($0) / Double(sorted.count)
    }
    return largest.map { pValues[test] <= sorted[$0 - 1] } ?? false
  }

  @Test func qValuesRejectAsBenjaminiAndHochbergDo() {
    forEverySeed(0..<200) { seed, generator in
      let pValues = (0..<Int.random(in: 1...30, using: &generator)).map { _ in
        let value = generator.double(in: 0...1)
        return Bool.random(using: &generator) ? value : (value * value * 20).rounded() / 200
      }
      let qValues = FalseDiscovery.qValues(pValues)
      for rate in [0.0131, 0.0503, 0.2107, 0.7309] {
        for test in pValues.indices {
          #expect(
            (qValues[test] <= rate) == isRejected(test, of: pValues, rate: rate),
            "seed \(seed), test \(test), rate \(rate)"
          )
        }
      }
    }
  }

  @Test func localRatesRiseWithThePValueAndSayNothingOfEvenOnes() {
    let even = (1...1000).map { Double($0) / 1000 }
    #expect(FalseDiscovery.localRates(even).allSatisfy { $0 > 0.999 })
    let found = [Double](repeating: 1e-6, count: 100) + even
    let rates = FalseDiscovery.localRates(found)
    #expect(rates[0] < 1e-3)
    #expect(rates[600] > 0.9)
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func noTestsHaveNoRates() {
    #expect(FalseDiscovery.qValues([]).isEmpty)
    #expect(FalseDiscovery.localRates([]).isEmpty)
  }
}

/// The strongest ratio of each family; the sum over families is what speaks against a visit.
struct FamilyRatios: Sendable {
  private var ratios = SIMD8<Double>.zero

  mutating func add(_ ratio: Double, to family: RuleFamily) {
    ratios[family.rawValue] = max(ratios[family.rawValue], ratio)
  }

  subscript(family: RuleFamily) -> Double { ratios[family.rawValue] }

  var sum: Double { ratios.sum() }

  func sum(without family: RuleFamily) -> Double { ratios.sum() - ratios[family.rawValue] }
}

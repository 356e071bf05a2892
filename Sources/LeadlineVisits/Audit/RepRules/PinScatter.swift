import Foundation
import LeadlineGeometry
import LeadlineModel

/// How much better fixes are explained as scattered around the stored positions of stores than as
/// taken at the stores.
///
/// One who makes fixes up has nothing but the stored position to go by, and puts them some metres from
/// it. A true fix scatters around the store, which the stored position misses by tens of metres. Where
/// the store is, the rep's other visits tell, each with its own weight:
///
/// - Made up: the distance d from the stored position has no scale between a metre and
///   ``RepRulesPolicy/scatterMetres``, a density of 1 / (2π d² (ln R + 1/2)), constant within the first
///   metre; the share ``nearShare`` of made-up fixes lies so.
/// - True, where the stored position is off: one visit's worth of the error of the record, and a Gaussian
///   around each of the rep's other fixes at the store, with the variances of both and that of places
///   on the premises, whose size is one of four.
/// - True, where the stored position is exact: a Gaussian around it. Whether it is, the other visits
///   to the store tell, and as prior the share of the rep's stores that are so.
/// - One in a hundred of true fixes lies at the stored position for reasons unknown.
struct PinScatter {
  /// A fix, as its place is judged.
  struct Fix {
    /// From the stored position of the time, or of the numbers from its numbers, metres.
    var fromPin: Double
    /// From the stored position of the time, with what is known of datums, metres.
    var fromRecord: Double
    /// From the store's reference, metres.
    var offset: LocalOffset
    /// Of the fix's error per axis, square metres.
    var variance: Double
    var store: Int32
    /// 68 % radius of the stored position, metres; NaN for a geocode.
    var storeRadius: Double
    /// Whether the stored position was made from this very fix.
    var isFounding: Bool
  }

  static let nearShare = 0.85
  /// Variances per axis of where on the premises one stands, square metres: a stall, a shop, a large
  /// one, a yard.
  private static let premises = SIMD4<Double>(4, 25, 100, 400)
  private static let strayShare = 0.01
  /// So many visits to a store are looked at together.
  private static let mostVisits = 64

  /// A Gaussian of a mixture.
  private typealias Part = (weight: Double, variance: Double)

  /// How a fix lies to the stored position, as a true one.
  private struct Record {
    /// Its density when the stored position is exact.
    var atRecord: Double
    /// Its density when only the record tells where the store is.
    var byRecord: Double
    /// ln of how much likelier the former is.
    var exactness: Double
  }

  /// What the stored position and the visits to a store say of a fix.
  private struct Sums {
    var density: Double
    var weight = 1.0
    /// ln of the odds that the stored position is exact.
    var odds: Double

    mutating func add(_ density: Double, _ record: Record, trust: Double) {
      self.density += trust * density
      weight += trust
      odds += trust * record.exactness
    }
  }

  /// By store.
  private let fixes: [Fix]
  /// The positions of these among those given.
  private let order: [Int]
  private let records: [Record]
  private let reach: Double
  /// By this the density of made-up fixes is divided, so that all of it comes to 1.
  private let ringScale: Double
  /// Whether places tell anything: whose fixes are mostly at the pins has exact pins, or makes all up.
  private let areTelling: Bool

  /// Gets ready.
  ///
  /// - Parameters:
  ///   - fixes: A rep's fixes.
  ///   - order: Their positions, by store.
  ///   - policy: Priors and thresholds.
  init(_ fixes: [Fix], order: [Int], _ policy: AuditPolicy) {
    self.fixes = order.map { fixes[$0] }
    self.order = order
    let reach = policy.repRules.scatterMetres
    self.reach = reach
    ringScale = log(reach) + 0.5
    areTelling = 2 * fixes.count { $0.fromPin <= reach / 2 } <= fixes.count
    guard areTelling else {
      records = []
      return
    }
    let geocode = Self.geocode(policy.verification)
    records = self.fixes.map { fix in
      let atRecord = Self.atRecord(fix)
      let byRecord = Self.record(fix, geocode)
      // No one visit decides: it may be a stray, or to another shop.
      return Record(
        atRecord: atRecord,
        byRecord: byRecord,
        exactness: max(-3, min(3, log(atRecord / byRecord)))
      )
    }
  }

  /// ln of the ratio of each fix.
  ///
  /// - Parameter trust: The probability that each fix is a true one.
  /// - Returns: One ratio for each fix, in their order.
  ///
  /// - Complexity: O(*n*), times the visits to a store.
  func ratios(trust: [Double]) -> [Double] {
    likelihoods(trust) { Self.density($0, $1, people: 2) }.map { log($0) }
  }

  /// No less than the exponential of the ratio of each fix, all others being true ones, and not much
  /// more; found with a tenth of the work.
  func greatestLikelihoods() -> [Double] {
    likelihoods([Double](repeating: 1, count: fixes.count), Self.leastDensity)
  }

  /// How much better each fix is explained as made up.
  ///
  /// - Parameters:
  ///   - trust: The probability that each fix is a true one.
  ///   - density: Of two true fixes at one store, by the square of their distance and the variance of both.
  /// - Returns: The ratio of each fix, in their order.
  @inline(__always)
  private func likelihoods(
    _ trust: [Double],
    _ density: (_ square: Double, _ variance: Double) -> Double
  ) -> [Double] {
    guard areTelling else { return [Double](repeating: 1, count: fixes.count) }
    var likelihoods = [Double](repeating: 1 - Self.nearShare, count: fixes.count)
    let trust = order.map { trust[$0] }
    let exact = exactShare(trust)
    let odds = log(exact / (1 - exact))
    var sums: [Sums] = []
    var start = 0
    while start < fixes.count {
      let end = min(start + Self.mostVisits, endOfStore(start))
      sums.removeAll(keepingCapacity: true)
      for one in start..<end { sums.append(Sums(density: records[one].byRecord, odds: odds)) }
      // Each pair once; what it adds to a fix is added in the order of the others all the same.
      for one in start..<end {
        let fix = fixes[one]
        let isNear = fix.fromPin <= reach
        var sum = sums[one - start]
        for other in one + 1..<end where isNear || fixes[other].fromPin <= reach {
          let square = fix.offset.squaredDistance(to: fixes[other].offset)
          let density = density(square, fix.variance + fixes[other].variance)
          sum.add(density, records[other], trust: trust[other])
          sums[other - start].add(density, records[one], trust: trust[one])
        }
        if isNear { likelihoods[order[one]] = fix.isFounding ? 1 : likelihood(one, sum) }
      }
      start = end
    }
    return likelihoods
  }

  private func likelihood(_ position: Int, _ sums: Sums) -> Double {
    let isExact = 1 / (1 + exp(-sums.odds))
    let honest =
      isExact * records[position].atRecord + (1 - isExact) * sums.density / sums.weight
    let near = max(1, fixes[position].fromPin)
    let ring = 1 / (2 * .pi * near * near * ringScale)
    return (Self.nearShare * ring + (1 - Self.nearShare) * honest)
      / ((1 - Self.strayShare) * honest + Self.strayShare * ring)
  }

  /// Where the fixes at the store of one end.
  private func endOfStore(_ start: Int) -> Int {
    var end = start + 1
    while end < fixes.count && fixes[end].store == fixes[start].store { end += 1 }
    return end
  }

  /// The share of the stores visited whose stored position is exact.
  private func exactShare(_ trust: [Double]) -> Double {
    var share = 0.2
    for _ in 0..<2 {
      let prior = log(share / (1 - share))
      var sum = 0.0
      var count = 0.0
      var start = 0
      while start < fixes.count {
        let end = endOfStore(start)
        var odds = prior
        for position in start..<end { odds += trust[position] * records[position].exactness }
        sum += 1 / (1 + exp(-odds))
        count += 1
        start = end
      }
      share = min(0.98, max(0.02, sum / count))
    }
    return share
  }

  /// The density of a true fix where the stored position is exact.
  private static func atRecord(_ fix: Fix) -> Double {
    density(fix.fromRecord * fix.fromRecord, fix.variance, people: 1) + 1e-9
  }

  /// The density of a true fix when only the record tells where the store is.
  private static func record(_ fix: Fix, _ geocode: [Part]) -> Double {
    let square = fix.fromRecord * fix.fromRecord
    let error = fix.variance + premises[2]
    guard fix.storeRadius.isNaN else {
      return density(
        square,
        error + PresenceModel.variance(radiusMetres: fix.storeRadius)
      )
    }
    var sum = 0.0
    for part in geocode { sum += part.weight * density(square, error + part.variance) }
    return sum + 1e-9
  }

  /// A round Gaussian at the root of a square.
  private static func density(_ square: Double, _ variance: Double) -> Double {
    exp(-square / (2 * variance)) / (2 * .pi * variance)
  }

  /// The same for a number of people who stand anywhere on premises of unknown size.
  private static func density(_ square: Double, _ variance: Double, people: Double) -> Double {
    var sum = 0.0
    for size in premises.indices { sum += density(square, variance + people * premises[size]) }
    return sum / Double(premises.scalarCount)
  }

  /// The same for two people, or a little less, without an exponential.
  private static func leastDensity(_ square: Double, _ variance: Double) -> Double {
    let inverse = 1 / (variance + 2 * premises)
    // (1 - x / 16)^16 is no more than e^-x.
    var power = 1 - square / 32 * inverse
    power.replace(with: 0, where: power .< 0)
    for _ in 0..<4 { power *= power }
    return (power * inverse).sum() / (2 * .pi * Double(premises.scalarCount))
  }

  /// The error of a geocode as a mixture of Gaussians; see ``PresenceModel``.
  private static func geocode(_ policy: VerificationPolicy) -> [Part] {
    // The three-point Gauss-Hermite rule; ln of a Rayleigh variable has the mean (ln 2 - γ) / 2.
    let mean = log(policy.geocodeMedianMetres) - (log(2) - 0.577_215_664_901_533) / 2
    let spread = max(
      0,
      policy.geocodeLogDeviation * policy.geocodeLogDeviation - .pi * .pi / 24
    ).squareRoot()
    let step = 3.0.squareRoot() * spread
    return [(1.0 / 6, -step), (2.0 / 3, 0), (1.0 / 6, step)].map { weight, shift in
      (weight, exp(2 * (mean + shift)))
    }
  }
}

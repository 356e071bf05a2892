import Foundation
import LeadlineGeometry

/// Random numbers for one matter, named by numbers: what is drawn for one rep, day or shop does not
/// depend on what was drawn for another, nor on the order.
struct Draws {
  /// What is drawn for.
  enum Matter: UInt64 {
    case city = 1
    case patch, shop, store, storeText, cast, person, phone, cheat, schedule, day, visit
    case receiver, jitter, multipath, bias, cell, claim, photo, photoBase, order, track, forge
    case supervisor, pin, brand, device, partner, accuracy, upload
  }

  private var generator: SplitMix64

  /// Makes the draws for a matter of up to three numbers.
  init(_ seed: UInt64, _ matter: Matter, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
    var state = seed ^ matter.rawValue &* 0x9e37_79b9_7f4a_7c15
    state = Self.mix(state) ^ UInt64(bitPattern: Int64(a))
    state = Self.mix(state) ^ UInt64(bitPattern: Int64(b))
    state = Self.mix(state) ^ UInt64(bitPattern: Int64(c))
    generator = SplitMix64(seed: Self.mix(state))
  }

  /// The finalizer of SplitMix64.
  private static func mix(_ value: UInt64) -> UInt64 {
    var generator = SplitMix64(seed: value)
    return generator.next()
  }

  mutating func bits() -> UInt64 { generator.next() }

  /// 0 to below 1.
  mutating func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

  /// A whole number of the closed range.
  mutating func whole(_ low: Int, _ high: Int) -> Int {
    low + Int(unit() * Double(high - low + 1))
  }

  mutating func angle() -> Double { unit() * 2 * .pi }

  /// Two independent numbers of the standard normal distribution (Box and Muller).
  mutating func normals() -> PlanePoint {
    let radius = (-2 * log(1 - unit())).squareRoot()
    let turn = unit() * 2 * .pi
    return PlanePoint(x: radius * cos(turn), y: radius * sin(turn))
  }

  mutating func normal() -> Double { normals().x }

  /// A number whose logarithm is normal.
  mutating func logNormal(mu: Double, sigma: Double) -> Double { exp(mu + sigma * normal()) }

  mutating func element<Value>(_ values: [Value]) -> Value {
    values[Int(unit() * Double(values.count))]
  }

  /// The numbers 0..<count in random order, of draws used for nothing else.
  func shuffled(_ count: Int) -> [Int] {
    var draws = self
    return draws.permutation(count)
  }

  /// The numbers 0..<count in random order.
  mutating func permutation(_ count: Int) -> [Int] {
    var result = Array(0..<count)
    for position in stride(from: count - 1, to: 0, by: -1) {
      result.swapAt(position, Int(unit() * Double(position + 1)))
    }
    return result
  }
}

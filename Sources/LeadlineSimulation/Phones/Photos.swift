import LeadlineGeometry

/// A photo as the app hashes it.
struct Photo: Sendable {
  /// Four words of the SHA-256.
  var sha: [UInt64]
  var dhash: UInt64
  /// When its file says it was taken.
  var time: Double?
  var place: Reading?
}

/// The photos of storefronts.
struct PhotoBook: Sendable {
  let world: World

  private var seed: UInt64 { world.scenario.seed }

  /// Tells whether a photo is taken at a visit.
  func isTaken(_ person: Person, store: Int, on day: Int) -> Bool {
    var draws = Draws(seed, .photo, person.index, day, store)
    return person.hasCamera && draws.chance(0.75)
  }

  /// The photo of a visit; light, angle and passers-by turn 2…7 of the bits that waver at this shop,
  /// so that two photos of it are up to 14 bits apart.
  func photo(_ person: Person, store: Int, on day: Int, fromElsewhere: Bool = false) -> Photo {
    let shop = world.stores[store].shop
    var draws = Draws(seed, .photo, person.index, day, store &+ (fromElsewhere ? 1 << 40 : 0))
    _ = draws.unit()
    var unsteady = Draws(seed, .photoBase, shop, 1)
    let bits = unsteady.permutation(64).prefix(26)
    var hash = storefront(shop, angle: fromElsewhere ? 1 : 0)
    for position in draws.permutation(26).prefix(draws.whole(2, 7)) {
      hash ^= 1 << UInt64(bits[position])
    }
    return Photo(sha: (0..<4).map { _ in draws.bits() }, dhash: hash)
  }

  /// The look of a shop: sky above and dark doors below are common to all, some 29 of 64 bits differ
  /// between two; those of one franchise differ
  /// in 2…6, so that photos of them are mostly 6…14 bits apart.
  private func storefront(_ shop: Int, angle: Int) -> UInt64 {
    var city = Draws(seed, .photoBase, -1)
    let common = city.bits()
    let brand = world.shops[shop].brand
    if brand >= 0 && angle == 0 {
      var look = Draws(seed, .brand, brand)
      var hash = common ^ mask(&look, 0.35)
      var own = Draws(seed, .photoBase, shop)
      for bit in own.permutation(64).prefix(own.whole(1, 3)) { hash ^= 1 << UInt64(bit) }
      return hash
    }
    var own = Draws(seed, .photoBase, shop, 2 + angle)
    return common ^ mask(&own, 0.35)
  }

  private func mask(_ draws: inout Draws, _ share: Double) -> UInt64 {
    var result: UInt64 = 0
    for bit in 0..<64 where draws.chance(share) { result |= 1 << UInt64(bit) }
    return result
  }
}

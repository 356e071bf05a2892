/// An old photo of the shop serves as the proof, while the position is switched to the network and so
/// wide that it says nothing; the rep is at a café in the patch.
///
/// - naive: the very file of an earlier visit.
/// - noisy: saved again, so that the hash of the file differs and the picture by 0…3 bits; the time
///   in the file is the old one or missing.
/// - adaptive: cropped and saved again, 6…14 bits away, with a new time.
enum PhotoReuseAttack {
  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    claim.reading = draws.chance(0.15) ? nil : scene.cellReading(at: fake.time)
    let old = source(for: fake.store, scene)
    var photo = scene.photos.photo(scene.person, store: old.store, on: old.day)
    let oldTime = scene.world.midnight(old.day) + draws.between(9, 17).rounded() * 3_600
    switch scene.strength {
    case .naive: photo.time = (oldTime + draws.between(0, 3_599)).rounded()
    case .noisy:
      photo.sha = photo.sha.map { _ in draws.bits() }
      photo.dhash = turned(photo.dhash, bits: draws.whole(0, 3), &draws)
      photo.time = draws.chance(0.5) ? nil : (oldTime + draws.between(0, 3_599)).rounded()
    case .adaptive:
      photo.sha = photo.sha.map { _ in draws.bits() }
      photo.dhash = turned(photo.dhash, bits: draws.whole(6, 14), &draws)
      photo.time = (fake.time + draws.between(-20, 110)).rounded()
    }
    claim.photo = photo
    return claim
  }

  /// A picture that differs in some bits.
  static func turned(_ hash: UInt64, bits: Int, _ draws: inout Draws) -> UInt64 {
    draws.permutation(64).prefix(bits).reduce(hash) { $0 ^ 1 << UInt64($1) }
  }

  /// The latest photo that the rep really took of the shop; else one of any shop the week before.
  private static func source(for store: Int, _ scene: Scene) -> (store: Int, day: Int) {
    for back in 1...28 {
      let day = scene.day.day - back
      guard day >= 0, let past = scene.builder.day(of: scene.person.index, day),
        past.visits.contains(where: { $0.store == store }),
        scene.photos.isTaken(scene.person, store: store, on: day)
      else { continue }
      return (store, day)
    }
    for back in 1...14 where scene.day.day >= back {
      let day = scene.day.day - back
      guard let past = scene.builder.day(of: scene.person.index, day) else { continue }
      let taken = past.visits.first {
        !$0.isFavour && scene.photos.isTaken(scene.person, store: $0.store, on: day)
      }
      if let taken { return (taken.store, day) }
    }
    return (store, scene.day.day - 7)
  }
}

/// A fresh photo of something else serves as the proof, with a wide position by the network; the rep is
/// at a café in the patch.
///
/// - naive: any shop front near the café; the file says where it was taken.
/// - noisy: a shop front photographed hours before, the file's position removed.
/// - adaptive: the front of another of the own shops, photographed at a true visit of the day, with
///   time and position in the file rewritten to the claimed ones.
enum PhotoElsewhereAttack {
  static func forge(_ fake: FakeVisit, _ scene: Scene, _ draws: inout Draws) -> Claim {
    var claim = scene.plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    claim.reading = draws.chance(0.15) ? nil : scene.cellReading(at: fake.time)
    var photo = scene.photos.photo(scene.person, store: fake.store, on: scene.day.day)
    photo.sha = photo.sha.map { _ in draws.bits() }
    switch scene.strength {
    case .naive:
      photo.dhash = PhotoReuseAttack.turned(photo.dhash, bits: draws.whole(22, 38), &draws)
      photo.time = (fake.time + draws.between(-20, 60)).rounded()
      photo.place = scene.reading(at: fake.time)
    case .noisy:
      photo.dhash = PhotoReuseAttack.turned(photo.dhash, bits: draws.whole(22, 38), &draws)
      photo.time = (fake.time - draws.between(5_400, 28_800)).rounded()
    case .adaptive:
      if let other = scene.day.visits.last?.store {
        let real = scene.photos.photo(scene.person, store: other, on: scene.day.day)
        photo.dhash = PhotoReuseAttack.turned(real.dhash, bits: draws.whole(2, 7), &draws)
      }
      photo.time = (fake.time + draws.between(-20, 60)).rounded()
      if scene.app.sendsPhotoPlace {
        var place = scene.reading(at: fake.time)
        place.place = scene.pinPlace(of: fake.store) + draws.normals() * 9
        photo.place = place
      }
    }
    claim.photo = photo
    return claim
  }
}

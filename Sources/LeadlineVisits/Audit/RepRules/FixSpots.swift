import LeadlineGeometry
import LeadlineModel

/// Where a rep checks in, on whatever days, at stores that are somewhere else.
///
/// One fix some hundred metres off its store may mean a wrong pin; a second one from the same place, on
/// another day, that the store is there. But stores that lie far apart are not all in one place: who
/// checks in at several of them from there, at home say, was at one at most. In a street of shops several
/// pins may be wrong; there the rep finds more stores where they should be. What is far and near for a
/// photo is so for a fix: ``LinkPolicy/photoElsewhereMetres`` and ``LinkPolicy/photoBesideMetres``.
///
/// Left out are fixes that may be old or coarse or come from an app that does not tell, and stores that
/// others find there.
struct FixSpots {
  /// A check-in from far off.
  struct Claim {
    var checkIn: Int
    /// From the stored position, metres.
    var metres: Double
    /// How many stores, far from each other, the rep claims from there.
    var far: Int
    /// How many stores the rep finds there where they should be.
    var near: Int
  }

  /// The pins of two stores may be wrong by accident.
  private static let leastStores = 3
  /// Where fewer far stores come to each that is found there, the place is a mall, a tower or a street whose
  /// pins are wrong together.
  ///
  /// In simulated worlds one store is found there to ten that are claimed by a cheat, and five to ten where
  /// honest reps work among wrong pins.
  private static let farPerNear = 4
  /// On fewer days it is the business of the rule on the day.
  private static let leastDays = 3
  /// Coarser fixes tell of no spot, 68 % radius in metres.
  private static let greatestRadius = 60.0
  /// More claims from far off are not compared, to bound the work.
  private static let mostClaims = 256

  /// A fix far from its store, on the plane around the rep's first one.
  private struct Far {
    var checkIn: Int
    var place: LocalOffset
    var store: LocalOffset
    var metres: Double
    var day: Int
  }

  private let context: AuditContext
  private let dossier: RepDossier
  private let farMetres: Double
  private let nearMetres: Double

  init(_ context: AuditContext, _ dossier: RepDossier) {
    self.context = context
    self.dossier = dossier
    farMetres = context.policy.links.photoElsewhereMetres
    nearMetres = context.policy.links.photoBesideMetres
  }

  /// The check-ins from such places, by time.
  ///
  /// - Complexity: O(*n* + *f*²) for *n* check-ins, *f* of them from far off; where any are from such
  ///   places, O(*f* *m*) more for *m* at the stores.
  func find() -> [Claim] {
    let far = farFixes()
    guard far.count >= Self.leastStores else { return [] }
    let claims = far.compactMap { one -> (from: Far, stores: Int)? in
      let beside = far.filter { ($0.place - one.place).metres <= nearMetres }
      var stores = [one.store]
      for other in beside
      where stores.allSatisfy({ (other.store - $0).metres > farMetres }) {
        stores.append(other.store)
      }
      guard stores.count >= Self.leastStores,
        Set(beside.map(\.day)).count >= Self.leastDays
      else { return nil }
      return (one, stores.count)
    }
    // Of most reps there are none.
    guard !claims.isEmpty else { return [] }
    let near = dossier.checkIns.filter {
      context.positions[$0].map { $0.distanceMetres <= nearMetres } ?? false
    }
    return claims.compactMap { from, stores in
      let there = storesThere(from, near)
      guard there * Self.farPerNear <= stores else { return nil }
      return Claim(checkIn: from.checkIn, metres: from.metres, far: stores, near: there)
    }
  }

  /// The fixes far from their stores.
  private func farFixes() -> [Far] {
    let data = context.data
    var found: [Far] = []
    var scale: LocalScale?
    for checkIn in dossier.checkIns {
      guard let position = context.positions[checkIn], position.distanceMetres > farMetres,
        position.staleSeconds == nil, position.moved == nil, !position.isOfAGrid,
        Double(position.accuracyMetres) <= Self.greatestRadius,
        data.checkIns[checkIn].isOwnFix, data.checkIns[checkIn].tellsAge
      else { continue }
      let store = context.storePlaces[Int(data.checkIns[checkIn].store)].coordinate
      let plane = scale ?? LocalScale(position.coordinate)
      scale = plane
      let place = plane.offset(to: position.coordinate)
      let believed = plane.offset(to: context.believedPlace(checkIn).coordinate)
      let metres = (plane.offset(to: store) - place).metres
      guard metres > farMetres, (believed - place).metres > farMetres else { continue }
      found.append(
        Far(
          checkIn: checkIn,
          place: place,
          store: plane.offset(to: store),
          metres: metres,
          day: LocalDay.of(data.checkIns[checkIn])
        )
      )
      if found.count == Self.mostClaims { break }
    }
    return found
  }

  /// How many stores the rep finds where they should be, around a fix, by the check-ins at them.
  private func storesThere(_ far: Far, _ near: [Int]) -> Int {
    guard let centre = context.positions[far.checkIn]?.coordinate else { return 0 }
    let plane = LocalScale(centre)
    var stores: Set<Int32> = []
    for checkIn in near {
      guard let position = context.positions[checkIn],
        plane.offset(to: position.coordinate).metres <= nearMetres
      else { continue }
      stores.insert(context.data.checkIns[checkIn].store)
    }
    return stores.count
  }
}

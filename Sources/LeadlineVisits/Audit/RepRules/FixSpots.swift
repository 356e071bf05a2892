import LeadlineGeometry
import LeadlineModel

/// Where a rep checks in, on whatever days, at stores that are somewhere else.
///
/// One fix some hundred metres off its store may mean a wrong pin; a second one from the same place, on
/// another day, that the store is there. But stores that lie far apart are not all in one place: who
/// checks in at ``leastStores`` of them or more from there, at home say, was at one at most. In a street
/// of shops several pins may be wrong; there the rep finds more stores where they should be.
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

  /// Of fewer stores two pins may be wrong.
  private static let leastStores = 3
  /// On fewer days it is the business of the rule on the day.
  private static let leastDays = 3
  /// Farther than this from the stored position a fix is far from the store, and so are stores from each
  /// other, metres; a third of this is near.
  private static let farMetres = 300.0
  private static let nearMetres = 100.0
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

  init(_ context: AuditContext, _ dossier: RepDossier) {
    self.context = context
    self.dossier = dossier
  }

  /// The check-ins from such places, by time.
  ///
  /// - Complexity: O(*n* + *f*²) for *n* check-ins, *f* of them from far off.
  func find() -> [Claim] {
    let far = farClaims()
    guard far.count >= Self.leastStores else { return [] }
    return far.compactMap { one in
      let beside = far.filter { ($0.place - one.place).metres <= Self.nearMetres }
      var stores = [one.store]
      for other in beside
      where stores.allSatisfy({ (other.store - $0).metres > Self.farMetres }) {
        stores.append(other.store)
      }
      guard stores.count >= Self.leastStores,
        Set(beside.map(\.day)).count >= Self.leastDays
      else { return nil }
      return Claim(
        checkIn: one.checkIn,
        metres: one.metres,
        far: stores.count,
        near: storesThere(one)
      )
    }
  }

  /// The fixes far from their stores.
  private func farClaims() -> [Far] {
    let data = context.data
    var found: [Far] = []
    var scale: LocalScale?
    for checkIn in dossier.checkIns {
      guard let position = context.positions[checkIn], position.distanceMetres > Self.farMetres,
        position.staleSeconds == nil, position.moved == nil,
        Double(position.accuracyMetres) <= Self.greatestRadius,
        data.checkIns[checkIn].isOwnFix, data.checkIns[checkIn].tellsAge
      else { continue }
      let store = context.storePlaces[Int(data.checkIns[checkIn].store)].coordinate
      let plane = scale ?? LocalScale(position.coordinate)
      scale = plane
      let place = plane.offset(to: position.coordinate)
      let believed = plane.offset(to: context.believedPlace(checkIn).coordinate)
      let metres = (plane.offset(to: store) - place).metres
      guard metres > Self.farMetres, (believed - place).metres > Self.farMetres else { continue }
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

  /// How many stores the rep finds where they should be, around a fix.
  private func storesThere(_ far: Far) -> Int {
    guard let centre = context.positions[far.checkIn]?.coordinate else { return 0 }
    let plane = LocalScale(centre)
    var stores: Set<Int32> = []
    for checkIn in dossier.checkIns {
      guard let position = context.positions[checkIn],
        position.distanceMetres <= Self.nearMetres,
        plane.offset(to: position.coordinate).metres <= Self.nearMetres
      else { continue }
      stores.insert(context.data.checkIns[checkIn].store)
    }
    return stores.count
  }
}

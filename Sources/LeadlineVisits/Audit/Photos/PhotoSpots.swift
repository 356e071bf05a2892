import Foundation
import LeadlineGeometry
import LeadlineModel

/// Where a rep takes photos of stores that are somewhere else.
///
/// A photo off its store may mean a wrong pin, or a camera whose datum nobody knows. Photos of several
/// stores that lie far apart, all taken in one place and none of them near its store, leave neither:
/// no datum and no wrong pin brings far stores to one place. At most one of them was visited.
struct PhotoSpots {
  /// A photo off its store.
  private struct Photo {
    var checkIn: Int
    var place: Coordinate
    var store: Coordinate
    /// How far off, metres.
    var metres: Double
  }

  /// Those taken where photos of enough other stores were taken, by check-in.
  private let photos: [Photo]
  private let context: AuditContext

  /// Collects a rep's photos that are off their stores.
  ///
  /// Left out are those where the fix vouches for the visit, or is there too: then the two are one fact, on
  /// which the distance is judged.
  ///
  /// - Complexity: O(*n* + *p*²) for *n* check-ins, *p* of them with such photos.
  init(_ dossier: RepDossier, _ context: AuditContext) {
    self.context = context
    var photos: [Photo] = []
    for checkIn in dossier.checkIns {
      let photo = context.data.photos[checkIn]
      guard !photo.longitude.isNaN else { continue }
      let place = Coordinate(uncheckedLongitude: photo.longitude, latitude: photo.latitude)
      let store = context.storePlaces[Int(context.data.checkIns[checkIn].store)].coordinate
      guard !context.isVouchedFor(checkIn) else { continue }
      let metres = Self.metres(place, store)
      guard metres > context.policy.links.photoBesideMetres, !context.isPhotoAtFix(checkIn) else {
        continue
      }
      photos.append(Photo(checkIn: checkIn, place: place, store: store, metres: metres))
    }
    self.photos = Self.ofManyStores(photos, context)
  }

  /// How far from its store a photo was taken where photos of other stores were taken too, metres, and what
  /// that says; nil where there are none.
  ///
  /// - Complexity: O(*n*) for *n* photos of such places.
  func excess(_ checkIn: Int, _ datums: PhotoDatums) -> (metres: Double, ratio: Double)? {
    guard let photo = photos.first(where: { $0.checkIn == checkIn }) else { return nil }
    let isExcused = datums.places(of: context.data.photos[checkIn]).contains {
      context.isAtStore($0, checkIn)
    }
    let policy = context.policy.links
    return (photo.metres, isExcused ? policy.photoElsewhereRatio : policy.photoFarRatio)
  }

  /// The photos taken where those of enough other stores, far from the store of one and from each other,
  /// were taken too: measured there each time, as what a camera keeps is one position to the last digit,
  /// and none where its store may well be.
  private static func ofManyStores(_ photos: [Photo], _ context: AuditContext) -> [Photo] {
    let policy = context.policy.links
    guard photos.count > policy.photoSpotStores else { return [] }
    var answers = [Bool?](repeating: nil, count: photos.count)
    // Asked once of a photo, and only where all else fits, as it is most of the work.
    func isAtStore(_ position: Int) -> Bool {
      if let answer = answers[position] { return answer }
      let answer = context.isAtStore(photos[position].place, photos[position].checkIn)
      answers[position] = answer
      return answer
    }
    func isOneOfMany(_ photo: Photo) -> Bool {
      var stores = [photo.store]
      for (position, other) in photos.enumerated() {
        guard other.place != photo.place,
          metres(other.place, photo.place) <= 3 * policy.photoAccuracyMetres,
          stores.allSatisfy({ metres(other.store, $0) > policy.photoElsewhereMetres }),
          !isAtStore(position)
        else { continue }
        stores.append(other.store)
        if stores.count > policy.photoSpotStores { return true }
      }
      return false
    }
    return photos.indices.filter { isOneOfMany(photos[$0]) && !isAtStore($0) }.map { photos[$0] }
  }

  private static func metres(_ one: Coordinate, _ other: Coordinate) -> Double {
    FlatDistance.metres(one.longitude, one.latitude, other.longitude, other.latitude)
  }
}

extension AuditContext {
  /// Whether a photo taken at a place may well have been taken at the store of a check-in.
  fileprivate func isAtStore(_ place: Coordinate, _ checkIn: Int) -> Bool {
    let store = storePlaces[Int(data.checkIns[checkIn].store)]
    let offset = LocalScale(store.coordinate).offset(to: place)
    let accuracy = policy.links.photoAccuracyMetres
    return offset.metres <= policy.verification.premisesRadiusMetres + 3 * accuracy
      || places.likelihoodRatio(
        of: offset,
        variance: PresenceModel.variance(radiusMetres: accuracy),
        at: checkIn
      ) > 1
  }

  /// Whether a check-in's photo was taken where its fix is, which is exact enough to tell.
  func isPhotoAtFix(_ checkIn: Int) -> Bool {
    let (row, photo) = (data.checkIns[checkIn], data.photos[checkIn])
    let accuracy = Double(row.accuracyMetres)
    guard accuracy.isNaN || accuracy <= policy.links.exactFixMetres else { return false }
    return FlatDistance.metres(
      photo.longitude,
      photo.latitude,
      row.longitude,
      row.latitude
    ) <= photoTolerance(row.accuracyMetres)
  }

  /// How far a photo and a fix of one place may be apart, by the fix's 68 % radius, metres.
  func photoTolerance(_ radius: Float) -> Double {
    let fix = Double(radius)
    let verification = policy.verification
    return verification.premisesRadiusMetres
      + 3
      * hypot(
        policy.links.photoAccuracyMetres,
        fix.isNaN ? verification.unknownAccuracyMetres : fix
      )
  }
}

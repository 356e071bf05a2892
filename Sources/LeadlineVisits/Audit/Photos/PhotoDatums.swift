import LeadlineGeometry
import LeadlineModel

/// In which datum a rep's photos have their places.
///
/// Cameras write WGS 84 where the app sends GCJ-02, or the other way, and no file says so. A place that is
/// some hundred metres off is at the store in one of five readings more often than not; so where the rep's
/// photos of visits for which the fix vouches tell the reading, no other counts.
struct PhotoDatums {
  private static let readings: [@Sendable (Position) -> Position] = [
    { $0 }, ChinaDatum.wgs84(fromGCJ02:), ChinaDatum.gcj02(fromWGS84:),
    ChinaDatum.wgs84(fromBD09:), ChinaDatum.bd09(fromWGS84:),
  ]
  /// So many photos tell.
  private static let leastPhotos = 5
  /// More add nothing.
  private static let mostPhotos = 64
  /// A reading that one photo in so many is best read in is in use: apps are renewed.
  private static let leastShare = 20

  private let isUsed: [Bool]

  /// Counts how the rep's photos are best read.
  ///
  /// - Complexity: O(*n*) for *n* check-ins.
  init(_ dossier: RepDossier, _ context: AuditContext) {
    var counts = [Int](repeating: 0, count: Self.readings.count)
    var photos = 0
    for checkIn in dossier.checkIns where photos < Self.mostPhotos {
      let photo = context.data.photos[checkIn]
      guard !photo.longitude.isNaN, let fix = context.positions[checkIn],
        context.isVouchedFor(checkIn)
      else { continue }
      photos += 1
      let place = Position(x: photo.longitude, y: photo.latitude)
      var best = (reading: 0, metres: Self.metres(place, fix.coordinate))
      // As it stands it fits, as most do.
      if best.metres > context.policy.links.photoBesideMetres {
        for reading in 1..<Self.readings.count {
          let metres = Self.metres(Self.readings[reading](place), fix.coordinate)
          if metres < best.metres { best = (reading, metres) }
        }
      }
      counts[best.reading] += 1
    }
    isUsed = counts.map { photos < Self.leastPhotos || $0 * Self.leastShare >= photos && $0 > 0 }
  }

  /// Where a photo may have been taken.
  func places(of photo: PhotoRow) -> [Coordinate] {
    let written = Position(x: photo.longitude, y: photo.latitude)
    return zip(Self.readings, isUsed).filter(\.1).map { reading, _ in
      let place = reading(written)
      return Coordinate(uncheckedLongitude: place.x, latitude: place.y)
    }
  }

  private static func metres(_ place: Position, _ fix: Coordinate) -> Double {
    FlatDistance.metres(place.x, place.y, fix.longitude, fix.latitude)
  }
}

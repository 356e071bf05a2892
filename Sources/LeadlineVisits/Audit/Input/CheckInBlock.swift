import Foundation
import LeadlineGeometry
package import LeadlineModel

/// Some check-ins as columns, with tables of the ids that they name; blocks can be read on several
/// threads and then joined.
package struct CheckInBlock: Sendable {
  /// The check-ins; what they name are positions in this block's tables, `id` is not set.
  package var rows: [CheckInRow] = []
  /// The number of each check-in's row in the input.
  package var numbers: [Int32] = []
  /// The ids of the check-ins.
  package var ids = TextColumn()
  /// The ids of the reps named, companions too.
  package var reps = IdentifierTable()
  /// The ids of the stores named.
  package var stores = IdentifierTable()
  /// The ids of the devices named.
  package var devices = IdentifierTable()
  /// The versions of the app named.
  package var appVersions = IdentifierTable()

  /// Makes an empty block.
  package init() {}

  /// Adds a check-in.
  ///
  /// - Parameters:
  ///   - checkIn: The check-in.
  ///   - number: The number of its row.
  package mutating func append(_ checkIn: CheckIn, number: Int) {
    var row = CheckInRow(checkIn)
    row.rep = Int32(reps.insert(checkIn.rep.rawValue).position)
    row.store = Int32(stores.insert(checkIn.store.rawValue).position)
    row.device = Self.position(of: checkIn.deviceID, in: &devices)
    row.appVersion = Self.position(of: checkIn.appVersion, in: &appVersions)
    row.companion = Self.position(of: checkIn.accompaniedBy?.rawValue, in: &reps)
    ids.append(checkIn.id.rawValue)
    numbers.append(Int32(truncatingIfNeeded: number))
    rows.append(row)
  }

  private static func position(of id: String?, in table: inout IdentifierTable) -> Int32 {
    id.map { Int32(table.insert($0).position) } ?? -1
  }
}

extension CheckInRow {
  /// Takes what a check-in says but for the ids in it.
  package init(_ checkIn: CheckIn) {
    self.init()
    if let coordinate = checkIn.coordinate {
      longitude = coordinate.longitude
      latitude = coordinate.latitude
    }
    time = checkIn.time.timeIntervalSinceReferenceDate
    accuracyMetres = checkIn.accuracyMetres.map { Float($0) } ?? .nan
    altitudeMetres = checkIn.altitudeMetres.map { Float($0) } ?? .nan
    speedMetresPerSecond = checkIn.speedMetresPerSecond.map { Float($0) } ?? .nan
    provider = checkIn.provider
    mock = checkIn.mock
    fixTime = checkIn.fixTime?.timeIntervalSinceReferenceDate ?? .nan
    submittedAt = checkIn.submittedAt?.timeIntervalSinceReferenceDate ?? .nan
    leftAt = checkIn.leftAt?.timeIntervalSinceReferenceDate ?? .nan
    if let photo = checkIn.photo {
      photoDigest = photo.digest ?? (0, 0)
      photoHash = photo.differenceHash
      photoTime = photo.time?.timeIntervalSinceReferenceDate ?? .nan
      photoLongitude = photo.longitude ?? .nan
      photoLatitude = photo.latitude ?? .nan
    }
  }
}

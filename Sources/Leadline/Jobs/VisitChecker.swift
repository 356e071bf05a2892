public import LeadlineGeometry
public import LeadlineModel
public import LeadlineVisits

/// Answers "did that visit happen?" for check-ins one by one, each on its own evidence.
///
/// Stores and tracks are added first; then check-ins are judged in any order.
public struct VisitChecker: Sendable {
  private let verifier: CheckInVerifier
  private var stores: [ID<Store>: Store] = [:]
  private var fixes: [ID<Rep>: [PositionFix]] = [:]
  private var tracks: [ID<Rep>: Track] = [:]

  /// Makes a checker without stores.
  public init(policy: VerificationPolicy = VerificationPolicy()) {
    verifier = CheckInVerifier(policy: policy, shiftedReadings: Self.otherReadings)
  }

  /// Adds a store.
  ///
  /// - Returns: Nil, or the reason why the store can't be taken: its id was added before.
  public mutating func addStore(_ record: Record) -> Reject? {
    guard let store = Store(record) else { return nil }
    guard stores.updateValue(store, forKey: store.id) == nil else {
      return Reject(
        row: record.row,
        field: "id",
        code: .duplicateID,
        value: store.id.rawValue
      )
    }
    return nil
  }

  /// Adds a fix of a rep's track, in any order.
  public mutating func addFix(_ record: Record) {
    guard let fix = PositionFix(record),
      let rep = record.text(of: "rep_id", schema: RecordSchema.of(.tracks))
    else { return }
    fixes[ID(rep), default: []].append(fix)
  }

  /// Orders the tracks; to be called when all fixes are added.
  ///
  /// - Complexity: O(*n* log *n*).
  public mutating func build() {
    tracks = fixes.mapValues(Track.init)
    fixes = [:]
  }

  /// Judges a check-in.
  ///
  /// - Returns: Nil when its store is not known.
  public func verify(_ checkIn: CheckIn) -> Verification? {
    guard let store = stores[checkIn.store] else { return nil }
    return verifier.verify(checkIn, store: store, track: tracks[checkIn.rep])
  }

  /// Where a fix would be if its app had sent GCJ-02 or BD-09 and called it WGS 84, or the reverse.
  private static func otherReadings(of coordinate: Coordinate) -> [ShiftedReading] {
    let position = Position(x: coordinate.longitude, y: coordinate.latitude)
    let readings: [(Datum, Position)] = [
      (.gcj02, ChinaDatum.wgs84(fromGCJ02: position)),
      (.bd09, ChinaDatum.wgs84(fromBD09: position)),
    ]
    return readings.compactMap { datum, shifted in
      // Outside mainland China the datums are one, and there is no other reading.
      guard shifted != position,
        let place = try? Coordinate(longitude: shifted.x, latitude: shifted.y)
      else { return nil }
      return ShiftedReading(datum: datum, coordinate: place)
    }
  }
}

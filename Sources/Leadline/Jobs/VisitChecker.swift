public import LeadlineGeometry
public import LeadlineModel
public import LeadlineVisits

/// Answers "did that visit really happen?" for check-ins one by one, each on its own evidence.
///
/// Made by a ``Builder``, which takes the stores and the tracks.
public struct VisitChecker: Sendable {
  private let verifier: CheckInVerifier
  private let identifiers: IdentifierTable
  private let coordinates: [Coordinate]
  /// 68 % radii, metres; NaN where unknown.
  private let accuracies: [Double]
  private let tracks: TrackTable

  fileprivate init(_ builder: Builder) {
    verifier = builder.verifier
    identifiers = builder.identifiers
    coordinates = builder.coordinates
    accuracies = builder.accuracies
    tracks = builder.tracks.finish()
  }

  /// Judges a check-in.
  ///
  /// - Returns: Nil when its store is not known.
  public func verify(_ checkIn: CheckIn) -> Verification? {
    guard let position = identifiers.position(of: checkIn.store.rawValue) else { return nil }
    let accuracy = accuracies[position]
    let store = Store(
      id: checkIn.store,
      coordinate: coordinates[position],
      locationAccuracyMetres: accuracy.isNaN ? nil : accuracy
    )
    return verifier.verify(checkIn, store: store, track: tracks[checkIn.rep])
  }

  /// Where a fix would be if its app had sent GCJ-02 or BD-09 and called it WGS 84.
  fileprivate static func otherReadings(of coordinate: Coordinate) -> [ShiftedReading] {
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

  /// Takes the stores and tracks of a ``VisitChecker``.
  public struct Builder: Sendable {
    fileprivate let verifier: CheckInVerifier
    fileprivate private(set) var identifiers = IdentifierTable()
    fileprivate private(set) var coordinates: [Coordinate] = []
    fileprivate private(set) var accuracies: [Double] = []
    fileprivate private(set) var tracks = TrackTable.Builder()

    /// Begins a checker that judges by the default policy.
    public init() {
      verifier = CheckInVerifier(shiftedReadings: VisitChecker.otherReadings)
    }

    /// Begins a checker that judges by a policy.
    ///
    /// - Throws: ``LeadlineVisits/VisitsError`` for a policy with problems.
    public init(policy: VerificationPolicy) throws(VisitsError) {
      verifier = try CheckInVerifier(
        policy: policy,
        shiftedReadings: VisitChecker.otherReadings
      )
    }

    /// Adds a store.
    ///
    /// - Returns: Nil, or the reason why the store can't be taken: it has no place, or its id was
    ///   added before.
    public mutating func addStore(_ record: Record) -> Reject? {
      guard let store = Store(record) else { return .unusable(record) }
      guard identifiers.insert(store.id.rawValue).isNew else {
        return .duplicate(store.id, in: record)
      }
      coordinates.append(store.coordinate)
      accuracies.append(store.locationAccuracyMetres ?? .nan)
      return nil
    }

    /// Adds the stores of a block, read with their accuracies; those whose id was added before are
    /// refused.
    package mutating func addStores(_ stores: StoreColumns, refuse: (Reject) -> Void) {
      stores.addIDs(to: &identifiers) { position, isNew in
        guard isNew else { return refuse(stores.duplicate(position)) }
        coordinates.append(stores.coordinates[position])
        accuracies.append(stores.accuracies[position])
      }
    }

    /// Adds a fix of a rep's track, in any order.
    public mutating func addFix(_ record: Record) { tracks.append(record) }

    /// Adds the fixes of a block.
    package mutating func addFixes(_ fixes: FixBlock) { tracks.append(fixes) }

    /// Orders the tracks.
    ///
    /// - Returns: The checker.
    ///
    /// - Complexity: O(*n* log *n*) in the number of fixes.
    public func finish() -> VisitChecker { VisitChecker(self) }
  }
}

import LeadlineGeometry
import LeadlineModel

/// The fixes that can tell where stores are, by store, then by rep and time.
struct Witnesses: Sendable {
  /// One of them.
  struct Witness: Sendable {
    /// Position of the rep.
    var rep: Int32
    /// The day, counted in 24 hours of universal time; whole, and exact for 40,000 years.
    var day: Float
    var time: Double
    /// Metres from the store's stored position.
    var east: Float
    var north: Float
    /// Of the fix per axis, square metres.
    var variance: Float
    /// Whether no other far store of the rep is checked in from the same spot, nor is it the rep's home.
    var isExclusive: Bool
    /// Whether it is so far from the stored position that this does not explain it.
    var isFar: Bool

    var offset: LocalOffset { LocalOffset(east: Double(east), north: Double(north)) }

    static func day(at time: Double) -> Float { Float((time / 86_400).rounded(.down)) }
  }

  /// A store's witnesses beyond this number are thinned out evenly.
  static let greatestCount = 48
  private let witnesses: [Witness]
  private let starts: [Int32]
  /// Whether any of each store's witnesses is far from the stored position; hardly any is.
  private let areFar: [Bool]
  private let sharedSpots: SharedSpots

  /// Collects them.
  ///
  /// - Parameters:
  ///   - data: The records.
  ///   - positions: What each check-in's fix says about the stored position.
  ///   - scales: The plane around each store's stored position.
  ///   - policy: What counts as a witness and as far.
  ///   - threads: The number of threads; nil for one per processor.
  init(
    _ data: AuditData,
    _ positions: [PositionEvidence?],
    _ scales: [LocalScale],
    _ policy: AuditPolicy,
    threads: Int?
  ) {
    let areShared = SharedSpots(data, positions, policy, threads: threads)
    // The store that each check-in is a witness of; -1 for none. The rows are large, and are gone through
    // on all threads; what is left for one are these few bytes of each.
    let stores = Workers.array(data.checkIns.count, size: 4_096, threads: threads) { checkIn in
      guard let position = positions[checkIn],
        Double(position.accuracyMetres) <= policy.places.witnessAccuracyMetres,
        position.staleSeconds == nil
      else { return Int32(-1) }
      let row = data.checkIns[checkIn]
      return row.mock == true ? -1 : row.store
    }
    var counts = [Int32](repeating: 0, count: data.stores.count)
    for store in stores where store >= 0 { counts[Int(store)] += 1 }
    let limit = Int32(Self.greatestCount)
    let strides = counts.map { ($0 + limit - 1) / limit }
    var starts: [Int32] = [0]
    starts.reserveCapacity(counts.count + 1)
    for (count, stride) in zip(counts, strides) {
      starts.append((starts.last ?? 0) + (stride == 0 ? 0 : (count + stride - 1) / stride))
    }
    // The place of each check-in among the witnesses; -1 for none.
    var places = stores
    var next = starts
    /// How many check-ins of each store are left out before the next witness.
    var skips = [Int32](repeating: 0, count: counts.count)
    for (checkIn, store) in stores.enumerated() where store >= 0 {
      let store = Int(store)
      if skips[store] > 0 {
        skips[store] -= 1
        places[checkIn] = -1
      } else {
        skips[store] = strides[store] - 1
        places[checkIn] = next[store]
        next[store] += 1
      }
    }
    // In the order of the check-ins: to read them in that of the stores would wait for memory each
    // time.
    let chosen = places
    let witnesses = Workers.scattered(
      Int(starts.last ?? 0),
      from: chosen.count,
      size: 4_096,
      threads: threads
    ) { checkIn -> (position: Int, element: Witness)? in
      guard chosen[checkIn] >= 0 else { return nil }
      let row = data.checkIns[checkIn]
      let position = positions[checkIn]
      let witness = Witness(
        rep: row.rep,
        day: Witness.day(at: row.time),
        time: row.time,
        east: position?.eastMetres ?? .nan,
        north: position?.northMetres ?? .nan,
        variance: Float(
          PresenceModel.variance(radiusMetres: Double(position?.accuracyMetres ?? .nan))
        ),
        isExclusive: !areShared.contains(checkIn),
        isFar: position.map { $0.distanceMetres > policy.places.farMetres } ?? false
      )
      return (Int(chosen[checkIn]), witness)
    }
    self.witnesses = witnesses
    self.starts = starts
    areFar = Workers.array(data.stores.count, size: 4_096, threads: threads) { [starts] store in
      witnesses[Int(starts[store])..<Int(starts[store + 1])].contains(where: \.isFar)
    }
    sharedSpots = areShared
  }

  /// Whether a check-in is from a spot that can't be the store's.
  func isShared(_ checkIn: Int) -> Bool { sharedSpots.contains(checkIn) }

  /// Whether a witness of a store is so far from its stored position that this does not explain it.
  func isAnyFar(_ store: Int) -> Bool { areFar[store] }

  /// The witnesses of a store.
  func of(_ store: Int) -> ArraySlice<Witness> { witnesses[positions(of: store)] }

  /// Where those of a store are; who goes through them so does not count as one more user of the array,
  /// for which the threads would wait for each other.
  func positions(of store: Int) -> Range<Int> {
    Int(starts[store])..<Int(starts[store + 1])
  }

  subscript(position: Int) -> Witness { witnesses[position] }

  /// The witnesses of the store that a check-in claims.
  func seen(from checkIn: Int, _ rows: [CheckInRow]) -> WitnessView {
    // A row is large, and only these of it are needed.
    WitnessView(
      witnesses: of(Int(rows[checkIn].store)),
      rep: rows[checkIn].rep,
      time: rows[checkIn].time
    )
  }
}

/// A store's witnesses as seen from a check-in there.
struct WitnessView {
  let witnesses: ArraySlice<Witnesses.Witness>
  /// Position of the rep who checks in.
  let rep: Int32
  /// When.
  let time: Double
}

/// The spots from which a rep checks in to five stores or more that are all far from there, or that are
/// the rep's home: nobody's shop.
///
/// In a market, the pins of some neighbours may well be wrong.
private struct SharedSpots: Sendable {
  /// Fixes this near to a rep's home are from there, metres.
  private static let homeMetres = 150.0
  /// Neighbours looked at on either side; those at one spot with four other stores come long before.
  private static let reach = 192
  /// The fewest other far stores at one spot that make it nobody's shop.
  private static let leastOthers = 4
  /// Whether each check-in is from such a spot.
  private let areShared: [Bool]

  init(
    _ data: AuditData,
    _ positions: [PositionEvidence?],
    _ policy: AuditPolicy,
    threads: Int?
  ) {
    let byRep = Workers.array(data.reps.count, size: 16, threads: threads) { rep in
      Self.shared(data, positions, policy.places, rep)
    }
    var areShared = [Bool](repeating: false, count: data.checkIns.count)
    for checkIn in byRep.joined() { areShared[Int(checkIn)] = true }
    self.areShared = areShared
  }

  func contains(_ checkIn: Int) -> Bool { areShared[checkIn] }

  private static func shared(
    _ data: AuditData,
    _ positions: [PositionEvidence?],
    _ policy: PlacesPolicy,
    _ rep: Int
  ) -> [Int32] {
    var far: [(place: LocalOffset, checkIn: Int32)] = []
    var plane: LocalScale?
    for checkIn in data.checkIns(ofRep: rep) {
      guard let position = positions[checkIn] else { continue }
      let metres = data.pinDistance(checkIn, position, without: rep)
      guard metres > policy.farMetres else { continue }
      let scale = plane ?? LocalScale(position.coordinate)
      plane = scale
      far.append((scale.offset(to: position.coordinate), Int32(checkIn)))
    }
    guard let plane else { return [] }
    let base = data.reps[rep]
    let home =
      base.longitude.isNaN
      ? nil
      : plane.offset(
        to: Coordinate(uncheckedLongitude: base.longitude, latitude: base.latitude)
      )
    far.sort { ($0.place.east, $0.checkIn) < ($1.place.east, $1.checkIn) }
    let spot = policy.spotMetres
    return far.indices.compactMap { position in
      let (place, checkIn) = far[position]
      if let home, home.squaredDistance(to: place) < homeMetres * homeMetres { return checkIn }
      let store = data.checkIns[Int(checkIn)].store
      var others: [Int32] = []
      func isShared(_ neighbours: some Sequence<Int>) -> Bool {
        for neighbour in neighbours.prefix(reach) {
          let other = far[neighbour]
          if abs(other.place.east - place.east) > spot { return false }
          let otherStore = data.checkIns[Int(other.checkIn)].store
          guard otherStore != store, !others.contains(otherStore),
            other.place.squaredDistance(to: place) < spot * spot
          else { continue }
          others.append(otherStore)
          if others.count >= leastOthers { return true }
        }
        return false
      }
      return isShared((0..<position).reversed()) || isShared((position + 1)..<far.count)
        ? checkIn : nil
    }
  }
}

extension AuditData {
  /// The position of the last edit of a store that was made by then, but for those of a rep.
  ///
  /// - Returns: Nil where the stored position holds; otherwise where the store's record had it.
  func recordedPlace(of store: Int, without rep: Int, at time: Double) -> Coordinate? {
    // Hardly any store was moved.
    guard hasEdits(ofStore: store) else { return nil }
    let edits = edits(ofStore: store)
    guard let first = edits.first else { return nil }
    var place: Coordinate?
    if !first.oldLongitude.isNaN {
      place = Coordinate(uncheckedLongitude: first.oldLongitude, latitude: first.oldLatitude)
    }
    for edit in edits where edit.time <= time && Int(edit.rep) != rep {
      place = Coordinate(uncheckedLongitude: edit.longitude, latitude: edit.latitude)
    }
    return place
  }

  /// The distance of a fix from its store's position as recorded without the rep's own edits, metres.
  fileprivate func pinDistance(_ checkIn: Int, _ position: PositionEvidence, without rep: Int)
    -> Double
  {
    let row = checkIns[checkIn]
    let store = Int(row.store)
    if let place = recordedPlace(of: store, without: rep, at: row.time) {
      return Geodesic.distance(place, position.coordinate).metres
    }
    return position.distanceMetres
  }
}

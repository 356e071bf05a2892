import LeadlineGeometry

/// What the rules judge by: the data, and what is worked out of them before any rule runs.
///
/// One object that never changes: every rule keeps it, and hands it on for each rep and check-in.
package final class AuditContext: Sendable {
  /// The records.
  package let data: AuditData
  /// Priors and thresholds.
  package let policy: AuditPolicy
  /// The datums that sources turned out to use.
  package let sources: [SourceDatum]
  /// Where the stores are, as well as it is known without the word of the rep who is judged.
  package let places: StorePositions
  /// How a distance is weighed.
  let model: PresenceModel
  /// The stored positions, read in the datum of their source; see ``places`` for what is believed.
  let storePlaces: [StorePlace]
  /// The same on the ellipsoid.
  let storeCentres: [ECEF]
  /// What each check-in's fix says about its store; nil without a fix.
  let positions: [PositionEvidence?]
  /// The datum that each check-in's app gives its fixes in, see ``SourceDatums``.
  let datumCodes: [UInt8]
  /// The track of each rep; nil for none.
  let tracks: [Track?]
  /// Photos used more than once.
  let photos: PhotoReuse
  /// Which reps check in with which devices.
  let devices: DeviceUse
  /// What is usual among all reps.
  let habits: PopulationHabits
  /// The number of threads to work on; nil for one per processor.
  let threads: Int?

  init(_ data: AuditData, tracks: [Track?], policy: AuditPolicy, threads: Int?) {
    let model = PresenceModel(policy.verification)
    // Neither needs the other, and both have parts that one thread must do.
    let ((datums, devices), photos) = Workers.both(threads: threads) {
      (SourceDatums(data, policy, model, threads: threads), DeviceUse(data, policy.links))
    } _: {
      PhotoReuse(data.photos, data.checkIns, policy.links, threads: threads)
    }
    self.photos = photos
    self.devices = devices
    let pins = Workers.array(data.stores.count, size: 4_096, threads: threads) { store in
      let record = data.stores[store]
      return StorePlace(
        coordinate: SourceDatums.unshifted(datums.storeCodes[store], record.coordinate),
        radiusMetres: record.accuracyMetres.isNaN ? nil : Double(record.accuracyMetres)
      )
    }
    let scales = Workers.array(pins.count, size: 4_096, threads: threads) { store in
      LocalScale(pins[store].coordinate)
    }
    let centres = Workers.array(pins.count, size: 4_096, threads: threads) { store in
      ECEF(pins[store].coordinate)
    }
    var positions = Workers.array(data.checkIns.count, size: 4_096, threads: threads) { checkIn in
      Self.position(checkIn, data, datums, pins, centres, scales, policy.verification, model)
    }
    let places = StorePositions(
      data,
      pins: pins,
      scales: scales,
      positions: positions,
      policy: policy,
      model: model,
      threads: threads
    )
    self.data = data
    self.policy = policy
    self.model = model
    self.threads = threads
    self.tracks = tracks
    self.places = places
    sources = datums.sources
    datumCodes = datums.checkInCodes
    storePlaces = pins
    storeCentres = centres
    Workers.update(&positions, size: 4_096, threads: threads) { checkIn, position in
      guard let byPin = position else { return }
      let refined = places.refined(checkIn, byPin)
      let ownRatio = places.ownRatio(checkIn, refined ?? byPin)
      if let refined { position = refined }
      if let ownRatio { position?.ownRatio = ownRatio }
    }
    self.positions = positions
    habits = PopulationHabits(data, positions: positions, policy: policy.repRules, threads: threads)
  }

  /// What a fix says about the stored position of its store.
  private static func position(
    _ checkIn: Int,
    _ data: AuditData,
    _ datums: SourceDatums,
    _ pins: [StorePlace],
    _ centres: [ECEF],
    _ scales: [LocalScale],
    _ policy: VerificationPolicy,
    _ model: PresenceModel
  ) -> PositionEvidence? {
    let row = data.checkIns[checkIn]
    guard row.hasPosition else { return nil }
    let store = Int(row.store)
    let (ofFix, ofStore) = (datums.checkInCodes[checkIn], datums.storeCodes[store])
    var position = PositionEvidence(
      FixQuality(row, policy),
      at: SourceDatums.unshifted(ofFix, row.coordinate),
      store: pins[store],
      centre: centres[store],
      scale: scales[store],
      policy: policy,
      model: model,
      readings: datums.isOpen[checkIn] ? SourceDatums.readings : nil
    )
    if ofFix != ofStore {
      let claimed = Geodesic.distance(data.stores[store].coordinate, row.coordinate)
      position.correct(
        from: SourceDatums.datums[Int(ofFix == 0 ? ofStore : ofFix)],
        claimedMetres: claimed.metres
      )
    }
    return position
  }

  /// All that is known of a check-in by itself.
  ///
  /// - Parameters:
  ///   - checkIn: Position of the check-in.
  ///   - track: The track of its rep; without one, where the store is is not asked for.
  /// - Returns: What the rules on one check-in alone look at.
  func evidence(_ checkIn: Int, _ track: Track?) -> CheckInEvidence {
    CheckInEvidence(
      row: data.checkIns[checkIn],
      store: track == nil ? nil : believedPlace(checkIn),
      position: positions[checkIn],
      track: track,
      model: model
    )
  }

  /// Puts what is known of another check-in of the same rep in the place of what is known of one.
  func update(_ evidence: inout CheckInEvidence, _ checkIn: Int) {
    evidence.row = data.checkIns[checkIn]
    evidence.position = positions[checkIn]
    if evidence.track != nil { evidence.store = believedPlace(checkIn) }
  }

  /// Where the store of a check-in is, by all that is known without its rep.
  func believedPlace(_ checkIn: Int) -> StorePlace {
    let (store, position) = (Int(data.checkIns[checkIn].store), positions[checkIn])
    if let position, position.moved != nil {
      // Believed to be where the fix is; whether the track was there too is another question.
      return StorePlace(
        coordinate: position.coordinate,
        radiusMetres: policy.places.consensusMetres
      )
    }
    if let position, position.isAtRecord { return storePlaces[store] }
    let row = data.checkIns[checkIn]
    return places.place(of: store, without: Int(row.rep), at: row.time).place
  }
}

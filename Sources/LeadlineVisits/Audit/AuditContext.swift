import LeadlineGeometry

/// What the rules judge by: the data, and what is worked out of them before any rule runs.
package struct AuditContext: Sendable {
  /// The records.
  package let data: AuditData
  /// Priors and thresholds.
  package let policy: AuditPolicy
  /// How a distance is weighed.
  let model: PresenceModel
  /// Where the stores are, as well as it is known.
  let storePlaces: [StorePlace]
  /// What each check-in's fix says about its store; nil without a fix.
  let positions: [PositionEvidence?]
  /// The track of each rep; nil for none.
  let tracks: [Track?]
  /// The number of threads to work on; nil for one per processor.
  let threads: Int?

  init(_ data: AuditData, tracks: [Track?], policy: AuditPolicy, threads: Int?) {
    let model = PresenceModel(policy.verification)
    let places = data.stores.map { store in
      StorePlace(
        coordinate: Coordinate(
          uncheckedLongitude: store.longitude,
          latitude: store.latitude
        ),
        radiusMetres: store.accuracyMetres.isNaN ? nil : Double(store.accuracyMetres)
      )
    }
    self.data = data
    self.policy = policy
    self.model = model
    self.threads = threads
    storePlaces = places
    self.tracks = tracks
    positions = Workers.array(data.checkIns.count, size: 4_096, threads: threads) { position in
      let row = data.checkIns[position]
      guard row.hasPosition else { return nil }
      return PositionEvidence(
        row,
        at: Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude),
        store: places[Int(row.store)],
        policy: policy.verification,
        model: model,
        readings: nil
      )
    }
  }

  /// All that is known of a check-in by itself.
  func evidence(_ checkIn: Int) -> CheckInEvidence {
    let row = data.checkIns[checkIn]
    return CheckInEvidence(
      row: row,
      store: storePlaces[Int(row.store)],
      position: positions[checkIn],
      track: tracks[Int(row.rep)],
      model: model
    )
  }
}

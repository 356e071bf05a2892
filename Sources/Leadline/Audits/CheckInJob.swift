import LeadlineGeometry
package import LeadlineModel
package import LeadlineVisits

/// Reads the check-ins of a file with everything that an audit looks at.
package struct CheckInJob: BlockJob {
  package let schema = RecordSchema.of(.checkIns)
  package let request = RowRequest(
    texts: [
      "id", "rep_id", "store_id", "device_id", "app_version", "accompanied_by", "photo_sha256",
      "photo_dhash",
    ],
    values: [
      "time", "accuracy_m", "provider", "fix_time", "altitude_m", "speed_mps", "mock",
      "submitted_at", "left_at", "photo_time", "photo_lon", "photo_lat",
    ]
  )

  /// Each block names reps and devices in tables of its own, which one thread joins; a larger one names
  /// each less often.
  package var blockSize: Int { 1 << 21 }

  private let stores: IdentifierTable

  /// Makes a job.
  ///
  /// - Parameter stores: The ids of all stores of the audit.
  package init(stores: IdentifierTable) {
    self.stores = stores
  }

  package func makeWorker() -> CheckInWorker { CheckInWorker(stores) }
}

/// Reads check-ins on one thread.
package final class CheckInWorker: BlockWorker {
  private let stores: IdentifierTable
  private let providers = CheckIn.Provider.allCases

  fileprivate init(_ stores: IdentifierTable) {
    self.stores = stores
  }

  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> CheckInBlock {
    var block = CheckInBlock(knownStores: stores)
    block.reserveCapacity(rows.count)
    let known = stores.positions(rows.count) { rows.text(2, $0) }
    for position in 0..<rows.count {
      let names = CheckInBlock.Names(
        id: rows.text(0, position),
        rep: rows.text(1, position),
        store: rows.text(2, position),
        knownStore: known[position],
        device: rows.text(3, position),
        appVersion: rows.text(4, position),
        companion: rows.text(5, position)
      )
      block.append(
        row(position, rows),
        photo(position, rows),
        names,
        number: Int(rows.numbers[position])
      )
    }
    return block
  }

  private func row(_ position: Int, _ rows: RowColumns) -> CheckInRow {
    var row = CheckInRow()
    row.longitude = rows.longitudes[position]
    row.latitude = rows.latitudes[position]
    row.time = rows.value(0, position)
    row.accuracyMetres = Float(rows.value(1, position))
    let provider = rows.value(2, position)
    row.provider = provider.isNaN ? nil : providers[Int(provider)]
    row.fixTime = rows.value(3, position)
    row.altitudeMetres = Float(rows.value(4, position))
    row.speedMetresPerSecond = Float(rows.value(5, position))
    let mock = rows.value(6, position)
    row.mock = mock.isNaN ? nil : mock == 1
    row.submittedAt = rows.value(7, position)
    row.leftAt = rows.value(8, position)
    return row
  }

  private func photo(_ position: Int, _ rows: RowColumns) -> PhotoRow {
    var photo = PhotoRow()
    photo.time = rows.value(9, position)
    photo.longitude = rows.value(10, position)
    photo.latitude = rows.value(11, position)
    let digest = rows.text(6, position)
    if digest.count >= 32 {
      photo.digest = (
        Hexadecimal.number(digest, from: 0), Hexadecimal.number(digest, from: 16)
      )
    }
    let hash = rows.text(7, position)
    if hash.count == 16 { photo.hash = Hexadecimal.number(hash, from: 0) }
    return photo
  }
}

import Leadline

/// Reads what a plan is about.
struct TerritoryReading {
  private let source: RecordSource
  private var records: TerritoryRecords
  /// The rows of the stores in the database.
  private(set) var rows: [Int64] = []
  /// What the stores of the database were.
  private(set) var fingerprint = StoresFingerprint()

  /// Prepares reading; `hasReps` tells that a file of reps was named, be it without any of use.
  init(source: RecordSource, request: TerritoryRequest, hasReps: Bool) {
    self.source = source
    records = TerritoryRecords(request, hasReps: hasReps)
  }

  /// Reads everything; stores come before what names them.
  ///
  /// - Throws: What reading and refusing rows throws.
  mutating func read(pins: [String], eligible: [String], region: [String]) throws {
    if let database = source.database {
      try readStores(of: database)
    } else {
      try source.forEach(.stores, verb: "reading stores") { record, reject in
        if let fault = records.addStore(record) { try reject(fault) }
      }
    }
    // Reps of the database count unless the number of territories is asked for.
    if source.database == nil || records.request.territories == nil {
      try source.forEach(.reps, verb: "reading reps", withAttributes: false) { record, reject in
        if let fault = records.addRep(record) { try reject(fault) }
      }
    }
    try source.forEach(.pins, files: pins, verb: "reading pins") { record, reject in
      if let fault = records.addPin(record) { try reject(fault) }
    }
    try source.forEach(.pins, files: eligible, verb: "reading eligibility") { record, reject in
      if let fault = records.addEligible(record) { try reject(fault) }
    }
    try source.forEach(.region, files: region, verb: "reading the region") { record, reject in
      if let fault = records.addRegion(record) { try reject(fault) }
    }
    if !region.isEmpty, !records.hasRegion {
      throw CommandFailure(.badData, "no polygon of the region could be used; see the rejects")
    }
  }

  /// What was read, checked.
  ///
  /// - Throws: ``TerritoryInputError``.
  func input() throws -> TerritoryInput { try TerritoryInput(records) }

  private mutating func readStores(of database: LeadDatabase) throws {
    let bar = ProgressBar("reading stores")
    defer { bar.finish() }
    let total = try database.count(.stores)
    let schema = RecordSchema.of(.stores)
    var done = 0
    try database.forEachStoredRecord(.stores, withAttributes: true) { row, record in
      done += 1
      if done.isMultiple(of: 4096) { bar.update(rows: done, of: total) }
      guard let place = record.coordinate else { return }
      let id = record.text(of: "id", schema: schema) ?? ""
      let territory = record.text(of: "territory", schema: schema)
      fingerprint.add(id: id, at: place, territory: territory)
      // Those of the database are sound, but for what other programs did to it, and for columns that
      // it knows nothing of.
      if let fault = records.addStore(record) {
        throw CommandFailure(
          .badData,
          "the store '\(id)' can't be planned for: its \(fault.field) is '\(fault.value)'"
        )
      }
      rows.append(row)
    }
  }
}

import GRDB
import LeadlineGeometry

/// Keeps the R-tree right while an import inserts rows: row by row through the trigger, or, where
/// many rows are new, all of them at the end.
///
/// A row through the trigger costs some 10 µs, packing the whole R-tree anew some tenths of one per
/// row that it then holds. So an import into an empty table packs, and any other one begins to
/// collect when it has inserted a twentieth of what was there; until then it has lost little.
struct SpatialIndexFeed {
  private let database: Database
  private let index: SpatialIndex
  private var state: State
  private var inserted = 0

  private enum State {
    /// There is no R-tree.
    case absent
    /// The trigger does it, at least up to that many rows; nil when it is not known yet.
    case following(until: Int?)
    /// The trigger is gone, to be made again by this SQL, and these rows wait.
    case collecting(SpatialEntries, trigger: String)
  }

  /// How many rows go through the trigger before the size of the R-tree is looked at.
  private static let fewRows = 1_000

  /// Begins, before any statement that writes to the table is compiled.
  init(_ database: Database, _ index: SpatialIndex, isEmpty: Bool) throws {
    self.database = database
    self.index = index
    guard try index.isPresent(in: database) else {
      state = .absent
      return
    }
    state = .following(until: nil)
    if isEmpty { try collect() }
  }

  /// Takes note of a row that was inserted; `bounds` is nil for one without a place.
  mutating func noteInserted(_ row: Int64, _ bounds: PlanarBounds?) throws {
    inserted += 1
    switch state {
    case .absent: break
    case .collecting(var entries, let trigger):
      guard let bounds else { break }
      state = .absent  // so that the entries have one owner and are not copied
      entries.add(row, bounds)
      state = .collecting(entries, trigger: trigger)
    case .following(until: nil) where inserted >= Self.fewRows:
      let count = try Int.fetchOne(
        database,
        sql: "SELECT count(*) FROM \(quoted(index.name + "_rowid"))"
      )
      state = .following(until: max(Self.fewRows, (count ?? 0) / 20))
    case .following(let limit):
      if let limit, inserted >= limit { try collect() }
    }
  }

  /// Whether the rows inserted are wanted with their bounds.
  var isCollecting: Bool { if case .collecting = state { true } else { false } }

  private mutating func collect() throws {
    guard let trigger = try index.insertTrigger(in: database) else {
      // Nothing follows new rows here, so nothing is to be done in its place.
      state = .absent
      return
    }
    try index.dropInsertTrigger(in: database)
    state = .collecting(SpatialEntries(), trigger: trigger)
  }

  /// Writes what was collected, and lets the trigger follow again.
  mutating func finish() throws {
    guard case .collecting(var entries, let trigger) = state else { return }
    state = .following(until: nil)
    entries.sortByID()
    let collected = entries.entries.count
    let stored = try PreparedStatement(
      database,
      "SELECT id, minx, maxx, miny, maxy FROM \(quoted(index.name))"
    )
    while try stored.step() {
      let id = stored.integer(0)
      // An entry that another program left behind when it took a row away goes when a new row has
      // that id, as it does through the trigger.
      guard !entries.hasRow(id, amongFirst: collected) else { continue }
      let box = SpatialEntries.Box(
        minX: Float(stored.number(1)),
        maxX: Float(stored.number(2)),
        minY: Float(stored.number(3)),
        maxY: Float(stored.number(4))
      )
      entries.add(SpatialEntries.Entry(id: id, box: box))
    }
    stored.reset()
    try SpatialIndexPacker(database, index).pack(entries)
    try database.execute(sql: trigger)
  }
}

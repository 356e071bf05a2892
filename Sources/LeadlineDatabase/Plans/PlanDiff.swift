import GRDB
import LeadlineGeometry
import LeadlineModel

/// What differs between a plan and the stores as they are now.
///
/// Both are in the order of the stores' rows, so they are read beside each other once.
struct PlanDiff {
  /// The stores that change hands.
  private(set) var changes: [StoreChange] = []
  /// What happened to the stores since the plan was made.
  private(set) var obstacles: [PlanObstacles.Entry] = []
  /// Stores whose owner stays, as no single rep has their new territory.
  private(set) var ownersWithoutRep = 0
  /// New stores that lie in no fence.
  private(set) var outside = 0

  private let table: PlanTable
  private let policy: TerritoryPlan.OwnerPolicy
  /// The reps of each territory of `territories`.
  private var reps: [[String]] = []
  private var territories = IdentifierTable()
  /// New and moved stores, whose territories the fences decide.
  private var unsettled: [(store: StoreChange, place: Coordinate)] = []

  /// Compares a plan with the stores.
  init(_ database: Database, _ table: PlanTable, _ application: PlanApplication) throws {
    self.table = table
    policy = application.owners
    for (territory, rep) in application.reps {
      let (position, isNew) = territories.insert(territory)
      if isNew { reps.append([]) }
      reps[position].append(rep.rawValue)
    }
    let stores = try PreparedStatement(
      database,
      """
      SELECT \(TableLayout.rowID), id, territory, owner, \(TableLayout.geometry) FROM stores
      ORDER BY \(TableLayout.rowID)
      """
    )
    defer { stores.reset() }
    var position = 0
    while try stores.step() {
      let territory = stores.optionalText(2)
      let owner = stores.optionalText(3)
      let store = StoreChange(
        row: stores.integer(0),
        id: stores.text(1),
        oldTerritory: territory,
        newTerritory: territory,
        oldOwner: owner,
        newOwner: owner
      )
      let place = stores.withBlob(4, StoredPlace.coordinate)
      while position < table.count, table.rows[position] < store.row {
        noteRemoved(position)
        position += 1
      }
      var isKnown = position < table.count && table.rows[position] == store.row
      if isKnown, table.ids.position(of: store.id) != position {
        // The row has been given to another store.
        noteRemoved(position)
        position += 1
        isKnown = false
      }
      if isKnown {
        compare(store, at: place, with: position)
        position += 1
      } else if let place {
        note(.new, store)
        unsettled.append((store, place))
      }
    }
    for position in position..<max(position, table.count) { noteRemoved(position) }
  }

  private mutating func compare(_ store: StoreChange, at place: Coordinate?, with position: Int) {
    var store = store
    let planned = table.name(table.to[position])
    let isAsRead = StoreChange.areSame(store.oldTerritory, table.name(table.from[position]))
    if !isAsRead, !StoreChange.areSame(store.oldTerritory, planned) { note(.reassigned, store) }
    // A store that had no territory and gets none keeps what it was given meanwhile.
    if table.to[position] >= 0 { store.newTerritory = planned }
    let isMoved =
      place.map { !StoresFingerprint.isSame(id: store.id, at: $0, as: table.places[position]) }
      ?? true
    if isMoved {
      note(.moved, store)
      if let place, table.challenged[position] == nil {
        unsettled.append((store, place))
        return
      }
    }
    settle(store)
  }

  private mutating func noteRemoved(_ position: Int) {
    obstacles.append(PlanObstacles.Entry(kind: .removed, id: table.ids.text(position)))
  }

  private mutating func note(_ kind: PlanObstacles.Kind, _ store: StoreChange) {
    obstacles.append(PlanObstacles.Entry(kind: kind, id: store.id))
  }

  /// Gives new and moved stores the territory of the fence around them, moved ones that lie in none the
  /// one of the plan; then all changes are known.
  mutating func settle(by locate: ([Coordinate]) throws -> [String?]) rethrows {
    guard !unsettled.isEmpty else { return }
    let found = try locate(unsettled.map(\.place))
    for (entry, territory) in zip(unsettled, found) {
      var store = entry.store
      if let territory { store.newTerritory = territory }
      if territory == nil, table.ids.position(of: store.id) == nil { outside += 1 }
      settle(store)
    }
    unsettled = []
    changes.sort { $0.row < $1.row }
  }

  /// Settles who owns a store, and keeps it if it changes hands.
  private mutating func settle(_ store: StoreChange) {
    guard store.movesTerritory else { return }
    var store = store
    switch policy {
    case .keep: break
    case .unowned: store.newOwner = nil
    case .territory:
      let reps = store.newTerritory.flatMap { territories.position(of: $0) }.map { self.reps[$0] }
      if let reps, reps.count == 1 {
        store.newOwner = reps[0]
      } else if reps?.contains(where: { StoreChange.areSame($0, store.oldOwner) }) != true {
        ownersWithoutRep += 1
      }
    }
    changes.append(store)
  }
}

import GRDB
import LeadlineModel

/// What differs between the assignments of a database and those that replace them.
///
/// Both are in the order of store and level, so they are read beside each other once, and only what
/// differs is kept.
struct AssignmentDiff {
  /// An assignment to be written, or one whose store has moved, or both.
  struct Change {
    /// The store, as a position in the columns.
    var store: Int32
    /// The level, as a position in the levels.
    var level: Int32
    /// The row to be changed; nil for a new one.
    var row: Int64?
    /// Whether the row differs.
    var isWritten: Bool
    /// Whether the territory differs from the one before.
    var isMove: Bool
    /// The territory before.
    var from: String?
  }

  /// An assignment that was not handed over again.
  struct End {
    var row: Int64
    var store: String
    var level: String
    var territory: String?
  }

  private(set) var changes: [Change] = []
  private(set) var ends: [End] = []
  /// Rows of stores, and the answer whose territory becomes theirs.
  private(set) var territories: [(row: Int64, outcome: UInt32)] = []

  private let assignments: StoreAssignments
  private let texts: OutcomeTexts
  private let territoryLevel: Int?
  private let sameTerritory: TerritoryNames
  private let stored: PreparedStatement
  /// Nil when no store has ever moved.
  private let moved: PreparedStatement?

  init(
    _ database: Database,
    _ assignments: StoreAssignments,
    _ texts: OutcomeTexts,
    territoryLevel: String?
  ) throws {
    self.assignments = assignments
    self.texts = texts
    self.territoryLevel = territoryLevel.flatMap { name in
      // By bytes, as SQLite tells levels apart: one name may be written in two ways.
      assignments.levels.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }
    sameTerritory = TerritoryNames(assignments)
    stored = try PreparedStatement(
      database,
      """
      SELECT store_id, level, territory, fence, rule, fid FROM assignments
      ORDER BY store_id, level
      """
    )
    let hasMoves = try Row.fetchOne(database, sql: "SELECT 1 FROM territory_moves") != nil
    moved =
      hasMoves
      ? try PreparedStatement(
        database,
        "SELECT 1 FROM territory_moves WHERE store_id = ?1 AND level = ?2"
      ) : nil
    defer { stored.reset() }
    var hasStored = try stored.step()
    for store in 0..<assignments.stores.count {
      for level in assignments.levels.indices {
        var order = hasStored ? compareStored(store, level) : 1
        while hasStored && order < 0 {
          noteEnd()
          hasStored = try stored.step()
          order = hasStored ? compareStored(store, level) : 1
        }
        let isStored = hasStored && order == 0
        try compare(store, level, isStored: isStored)
        if isStored { hasStored = try stored.step() }
      }
    }
    while hasStored {
      noteEnd()
      hasStored = try stored.step()
    }
  }

  /// How the stored row stands to a store and a level.
  private func compareStored(_ store: Int, _ level: Int) -> Int {
    let order = stored.withText(0) { own in
      assignments.stores.withID(store) {
        ByteOrder.compare(UnsafeRawBufferPointer(own), UnsafeRawBufferPointer($0))
      }
    }
    guard order == 0 else { return order }
    return stored.withText(1) {
      ByteOrder.compare(UnsafeRawBufferPointer($0), texts.level(level))
    }
  }

  private mutating func compare(_ store: Int, _ level: Int, isStored: Bool) throws {
    let outcome = assignments.levels[level].answers[store]
    let isSameRow = isStored && texts.equals(outcome, stored, at: 2)
    let isTerritoryLevel = level == territoryLevel
    let isOwn = !isTerritoryLevel || sameTerritory.isOwn(of: store, outcome)
    if isSameRow && isOwn { return }
    let wanted = assignments.outcomes[Int(outcome)]
    var isWritten = true
    var from: String?
    if isSameRow {
      isWritten = false
      from = wanted.territory
    } else if isStored {
      from = stored.optionalText(2)
      // Swift's equality, by which two ways to write an é are one text.
      isWritten =
        from != wanted.territory || stored.optionalText(3) != wanted.fence?.rawValue
        || stored.text(4) != wanted.rule.rawValue
    }
    if isTerritoryLevel {
      // Before the first assignment, the store's own territory is where it moves from; but one that
      // ended has moved to none already.
      if try isStored || !hasMoved(store, level) {
        from = assignments.stores.territory(store)
      }
      if !isOwn { territories.append((assignments.stores.rows[store], outcome)) }
    }
    let isMove = from != wanted.territory
    guard isWritten || isMove else { return }
    changes.append(
      Change(
        store: Int32(truncatingIfNeeded: store),
        level: Int32(truncatingIfNeeded: level),
        row: isStored ? stored.integer(5) : nil,
        isWritten: isWritten,
        isMove: isMove,
        from: from
      )
    )
  }

  /// Whether the store was assigned or ended on this level by an earlier run.
  private func hasMoved(_ store: Int, _ level: Int) throws -> Bool {
    guard let moved else { return false }
    try moved.bind(assignments.stores.id(store), 1)
    try moved.bind(assignments.levels[level].name, 2)
    defer { moved.reset() }
    return try moved.step()
  }

  private mutating func noteEnd() {
    ends.append(
      End(
        row: stored.integer(5),
        store: stored.text(0),
        level: stored.text(1),
        territory: stored.optionalText(2)
      )
    )
  }
}

/// Tells which answers have the territory that a store has, without comparing texts each time.
private struct TerritoryNames {
  private let stores: StorePlaces
  /// For each name of the stores, and for each answer, the number of its territory; -1 for none.
  private let owned: [Int32]
  private let answered: [Int32]

  init(_ assignments: StoreAssignments) {
    var numbers: [String: Int32] = [:]
    func number(_ name: String) -> Int32 {
      let next = Int32(truncatingIfNeeded: numbers.count)
      return numbers[name]
        ?? {
          numbers[name] = next
          return next
        }()
    }
    stores = assignments.stores
    owned = assignments.stores.territoryNames.map(number)
    answered = assignments.outcomes.map { $0.territory.map(number) ?? -1 }
  }

  /// Whether an answer has the territory of a store.
  func isOwn(of store: Int, _ outcome: UInt32) -> Bool {
    let code = stores.territories[store]
    return (code < 0 ? -1 : owned[Int(code)]) == answered[Int(outcome)]
  }
}

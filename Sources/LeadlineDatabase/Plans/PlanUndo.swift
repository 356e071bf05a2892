import GRDB
import LeadlineModel

/// The rows of `assignments` that a plan replaces, and what they and the stores were before.
struct AssignmentRows {
  private let database: Database
  private let event: Int64
  private let level: String

  /// Prepares to write what one event changes on a level.
  init(_ database: Database, event: Int64, level: String) {
    self.database = database
    self.event = event
    self.level = level
  }

  /// Records what stores were, and assigns them as the plan does.
  func replace(_ changes: [StoreChange]) throws {
    let find = try PreparedStatement(
      database,
      "SELECT territory, fence, rule FROM assignments WHERE store_id = ?1 AND level = ?2"
    )
    try find.bind(level, 2)
    let keep = try PreparedStatement(
      database,
      "INSERT INTO plan_changes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    )
    keep.bind(event, 1)
    let save = try PreparedStatement(
      database,
      """
      INSERT INTO assignments (store_id, level, territory, fence, rule)
      VALUES (?1, ?2, ?3, NULL, ?4)
      ON CONFLICT (store_id, level) DO UPDATE
      SET territory = excluded.territory, fence = NULL, rule = excluded.rule
      """
    )
    try save.bind(level, 2)
    try save.bind(PlanRows.rule, 4)
    for change in changes {
      keep.bind(change.row, 2)
      try keep.bind(optional: change.oldTerritory, 3)
      try keep.bind(optional: change.newTerritory, 4)
      try keep.bind(optional: change.oldOwner, 5)
      try keep.bind(optional: change.newOwner, 6)
      try find.bind(change.id, 1)
      let isAssigned = try find.step()
      try keep.bind(optional: isAssigned ? find.optionalText(0) : nil, 7)
      try keep.bind(optional: isAssigned ? find.optionalText(1) : nil, 8)
      try keep.bind(optional: isAssigned ? find.text(2) : nil, 9)
      find.reset()
      try keep.run()
      try save.bind(change.id, 1)
      try save.bind(optional: change.newTerritory, 3)
      try save.run()
    }
  }

  /// Assigns stores again as they were.
  func restore(_ changes: [UndoneChange]) throws {
    let delete = try PreparedStatement(
      database,
      "DELETE FROM assignments WHERE store_id = ?1 AND level = ?2"
    )
    try delete.bind(level, 2)
    let save = try PreparedStatement(
      database,
      """
      INSERT INTO assignments (store_id, level, territory, fence, rule)
      VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (store_id, level) DO UPDATE
      SET territory = excluded.territory, fence = excluded.fence, rule = excluded.rule
      """
    )
    try save.bind(level, 2)
    for change in changes {
      guard let rule = change.rule else {
        try delete.bind(change.store.id, 1)
        try delete.run()
        continue
      }
      try save.bind(change.store.id, 1)
      try save.bind(optional: change.assigned, 3)
      try save.bind(optional: change.fence, 4)
      try save.bind(rule, 5)
      try save.run()
    }
  }
}

/// A store as it is, and as it was before a plan was applied.
struct UndoneChange {
  /// From what it has now to what it had.
  var store: StoreChange
  /// The territory, fence and rule that it was assigned; no rule if it was not.
  var assigned: String?
  var fence: String?
  var rule: String?
}

/// The fences that a plan replaces.
struct PlanFences {
  private let database: Database
  private let plan: Int64
  private let event: Int64
  private let moment: String

  /// Prepares to change fences by one event of a plan, or to take back what it changed.
  ///
  /// The moment is that of the event: when the plan was applied.
  init(_ database: Database, plan: Int64, event: Int64, moment: String) {
    self.database = database
    self.plan = plan
    self.event = event
    self.moment = moment
  }

  /// Ends the fences of the plan's levels and adds those of the plan.
  ///
  /// A fence gets the id that it has in the plan; where another fence has it, `@` and the number of the
  /// plan behind it, and as many further `@` as it takes.
  ///
  /// - Returns: How many came, and how many ended.
  func replace() throws -> (added: Int, ended: Int) {
    try database.execute(
      sql: """
        INSERT INTO plan_fence_changes (event_id, fence, old_valid_to)
        SELECT ?1, fid, valid_to FROM fences
        WHERE ifnull(level, '\(Fence.defaultLevel)') IN
            (SELECT level FROM plan_fences WHERE plan_id = ?2)
          AND (valid_to IS NULL OR valid_to > ?3)
        """,
      arguments: [event, plan, moment]
    )
    let ended = database.changesCount
    try database.execute(
      sql: """
        UPDATE fences SET valid_to = ?1
        WHERE fid IN (SELECT fence FROM plan_fence_changes WHERE event_id = ?2)
        """,
      arguments: [moment, event]
    )
    let fences = try PreparedStatement(
      database,
      "SELECT fid, id FROM plan_fences WHERE plan_id = ?1 ORDER BY id"
    )
    fences.bind(plan, 1)
    let new = try fences.rows { ($0.integer(), $0.text()) }
    for (fence, id) in new { try add(fence, id: try free(id)) }
    try finish()
    return (new.count, ended)
  }

  private func add(_ fence: Int64, id: String) throws {
    try database.execute(
      sql: """
        INSERT INTO fences (geom, id, name, territory, level, priority, valid_from)
        SELECT geom, ?1, name, territory, level, priority, ?2 FROM plan_fences WHERE fid = ?3
        """,
      arguments: [id, moment, fence]
    )
    try database.execute(
      sql: "INSERT INTO plan_fence_changes (event_id, fence, plan_fence) VALUES (?1, ?2, ?3)",
      arguments: [event, database.lastInsertedRowID, fence]
    )
  }

  /// An id that no fence has.
  private func free(_ id: String) throws -> String {
    var id = id
    var suffix = "@\(plan)"
    while try Row.fetchOne(database, sql: "SELECT 1 FROM fences WHERE id = ?", arguments: [id])
      != nil
    {
      id += suffix
      suffix = "@"
    }
    return id
  }

  /// The ids of fences that are not as the event left them, or are gone.
  func edited() throws -> [String] {
    let edited = try PreparedStatement(
      database,
      """
      SELECT ifnull(fences.id, ifnull(planned.id, changed.fence)) FROM plan_fence_changes AS changed
      LEFT JOIN fences ON fences.fid = changed.fence
      LEFT JOIN plan_fences AS planned ON planned.fid = changed.plan_fence
      WHERE event_id = ?1 AND NOT CASE WHEN plan_fence IS NULL
        THEN fences.valid_to IS ?2
        ELSE fences.geom IS planned.geom AND fences.name IS planned.name
          AND fences.territory IS planned.territory AND fences.level IS planned.level
          AND fences.priority IS planned.priority AND fences.valid_from IS ?2
          AND fences.valid_to IS NULL AND fences.attributes IS NULL END
      """
    )
    edited.bind(event, 1)
    try edited.bind(moment, 2)
    return try edited.rows { $0.text() }
  }

  /// Takes the plan's fences away and lets those of before go on.
  ///
  /// - Returns: How many went, and how many came back.
  func restore() throws -> (removed: Int, restored: Int) {
    try database.execute(
      sql: """
        DELETE FROM fences WHERE fid IN
          (SELECT fence FROM plan_fence_changes WHERE event_id = ? AND plan_fence NOTNULL)
        """,
      arguments: [event]
    )
    let removed = database.changesCount
    try database.execute(
      sql: """
        UPDATE fences SET valid_to = changed.old_valid_to FROM plan_fence_changes AS changed
        WHERE event_id = ? AND changed.fence = fences.fid AND plan_fence IS NULL
        """,
      arguments: [event]
    )
    let restored = database.changesCount
    try finish()
    return (removed, restored)
  }

  private func finish() throws { try TableLayout(.fences).updateContents(database, at: moment) }
}

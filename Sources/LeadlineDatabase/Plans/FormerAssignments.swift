import GRDB

/// How all stores were assigned on the levels whose fences a plan replaces.
///
/// Applying a plan changes few of these rows, but the next assignment lets all of them name the
/// plan's fences, which rolling back takes away.
struct FormerAssignments {
  private let database: Database
  private let plan: Int64
  private let event: Int64

  /// Prepares to keep the rows of before an event that applies a plan, or to bring them back.
  init(_ database: Database, plan: Int64, event: Int64) {
    self.database = database
    self.plan = plan
    self.event = event
  }

  /// Keeps the rows as they are.
  func keep() throws {
    try database.execute(
      sql: """
        INSERT INTO plan_former_assignments (event_id, level, store_id, territory, fence, rule)
        SELECT ?1, level, store_id, territory, fence, rule
        FROM assignments WHERE level IN (\(Self.levels))
        """,
      arguments: [event, plan]
    )
  }

  /// Brings back those rows that name no fence any more, and deletes those that were not there
  /// before; to be called when the fences of before are back.
  ///
  /// Rows that name a fence that is there stay: somebody has drawn it since.
  func restore() throws {
    let isStale = "NOT EXISTS (SELECT 1 FROM fences WHERE fences.id = assignments.fence)"
    try database.execute(
      sql: """
        INSERT INTO assignments (store_id, level, territory, fence, rule)
        SELECT store_id, level, territory, fence, rule FROM plan_former_assignments
        WHERE event_id = ?1 AND store_id IN (SELECT id FROM stores)
        ON CONFLICT (store_id, level) DO UPDATE
        SET territory = excluded.territory, fence = excluded.fence, rule = excluded.rule
        WHERE \(isStale)
        """,
      arguments: [event]
    )
    try database.execute(
      sql: """
        DELETE FROM assignments WHERE level IN (\(Self.levels)) AND \(isStale)
          -- Of plans applied before version 4 no rows are kept: what names no fence may be older.
          AND (fence NOTNULL OR EXISTS (SELECT 1 FROM plan_former_assignments WHERE event_id = ?1))
          AND NOT EXISTS (SELECT 1 FROM plan_former_assignments AS former
            WHERE event_id = ?1 AND former.level = assignments.level
              AND former.store_id = assignments.store_id)
        """,
      arguments: [event, plan]
    )
    // A plan is rolled back once.
    try database.execute(
      sql: "DELETE FROM plan_former_assignments WHERE event_id = ?1",
      arguments: [event]
    )
  }

  /// The levels of the plan numbered ?2.
  private static let levels = "SELECT level FROM plan_fences WHERE plan_id = ?2"
}

/// What version 4 of the tables adds, as literal SQL: how all stores were assigned before a plan.
///
/// This file is never edited.
enum Version4 {
  static let statements = [tables]

  // Stores may be gone since, so that `store_id` refers to none. Tables without a rowid are no layers.
  private static let tables = """
    CREATE TABLE plan_former_assignments (
      event_id INTEGER NOT NULL REFERENCES plan_events(id),
      level TEXT NOT NULL,
      store_id TEXT NOT NULL,
      territory TEXT,
      fence TEXT,
      rule TEXT NOT NULL,
      PRIMARY KEY (event_id, level, store_id)
    ) WITHOUT ROWID;
    """
}

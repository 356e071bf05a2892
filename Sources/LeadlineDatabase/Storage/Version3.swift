/// What version 3 of the tables adds, as literal SQL: plans of territories with their life, and what
/// changed hands because of them.
///
/// This file is never edited.
enum Version3 {
  static let statements = [tables, moves, layers, eventsStay]

  // A list has the stores that its plans were computed from, a plan only what it changes. `store` is
  // the fid of a store at that time, `place` the number that StoresFingerprint.place gave it then;
  // territories are positions in plan_territories. Tables without a rowid are no layers.
  private static let tables = """
    CREATE TABLE plan_lists (
      id INTEGER PRIMARY KEY NOT NULL,
      name TEXT NOT NULL,
      parent_id INTEGER,
      made_by TEXT,
      made_at DATETIME NOT NULL,
      level TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      measure TEXT NOT NULL,
      stores INTEGER NOT NULL,
      amount REAL NOT NULL
    );
    CREATE TABLE plan_territories (
      list_id INTEGER NOT NULL REFERENCES plan_lists(id),
      position INTEGER NOT NULL,
      territory TEXT NOT NULL,
      PRIMARY KEY (list_id, position)
    ) WITHOUT ROWID;
    CREATE TABLE plan_stores (
      list_id INTEGER NOT NULL REFERENCES plan_lists(id),
      store INTEGER NOT NULL,
      id TEXT NOT NULL,
      place INTEGER NOT NULL,
      territory INTEGER,
      amount REAL NOT NULL,
      PRIMARY KEY (list_id, store)
    ) WITHOUT ROWID;
    CREATE TABLE plans (
      id INTEGER PRIMARY KEY NOT NULL,
      list_id INTEGER NOT NULL REFERENCES plan_lists(id),
      scenario TEXT NOT NULL,
      parameters TEXT NOT NULL,
      metrics TEXT NOT NULL,
      moved INTEGER NOT NULL,
      moved_amount REAL NOT NULL
    );
    CREATE INDEX plans_list_id ON plans (list_id);
    CREATE TABLE plan_assignments (
      plan_id INTEGER NOT NULL REFERENCES plans(id),
      store INTEGER NOT NULL,
      territory INTEGER NOT NULL,
      PRIMARY KEY (plan_id, store)
    ) WITHOUT ROWID;
    CREATE TABLE plan_fences (
      fid INTEGER PRIMARY KEY NOT NULL,
      geom MULTIPOLYGON NOT NULL,
      plan_id INTEGER NOT NULL REFERENCES plans(id),
      id TEXT NOT NULL,
      name TEXT,
      territory TEXT NOT NULL,
      level TEXT NOT NULL,
      priority INTEGER NOT NULL,
      UNIQUE (plan_id, id)
    );
    CREATE TABLE plan_challenges (
      id INTEGER PRIMARY KEY NOT NULL,
      plan_id INTEGER NOT NULL REFERENCES plans(id),
      store_id TEXT NOT NULL,
      territory TEXT,
      wish TEXT NOT NULL
    );
    CREATE INDEX plan_challenges_plan_id ON plan_challenges (plan_id);
    CREATE TABLE plan_events (
      id INTEGER PRIMARY KEY NOT NULL,
      plan_id INTEGER NOT NULL REFERENCES plans(id),
      action TEXT NOT NULL,
      state TEXT NOT NULL,
      done_by TEXT,
      done_at DATETIME NOT NULL,
      note TEXT NOT NULL,
      effective DATETIME,
      challenge_id INTEGER REFERENCES plan_challenges(id),
      cause_id INTEGER REFERENCES plans(id)
    );
    CREATE INDEX plan_events_plan_id ON plan_events (plan_id);
    CREATE TABLE plan_changes (
      event_id INTEGER NOT NULL REFERENCES plan_events(id),
      store INTEGER NOT NULL,
      old_territory TEXT,
      new_territory TEXT,
      old_owner TEXT,
      new_owner TEXT,
      old_assigned TEXT,
      old_fence TEXT,
      old_rule TEXT,
      PRIMARY KEY (event_id, store)
    ) WITHOUT ROWID;
    CREATE TABLE plan_fence_changes (
      event_id INTEGER NOT NULL REFERENCES plan_events(id),
      fence INTEGER NOT NULL,
      plan_fence INTEGER REFERENCES plan_fences(fid),
      old_valid_to DATETIME,
      PRIMARY KEY (event_id, fence)
    ) WITHOUT ROWID;
    """

  // Changes of territory have had a table of their own from the first version on.
  private static let moves = """
    ALTER TABLE territory_moves ADD COLUMN plan_id INTEGER;
    CREATE TABLE owner_moves (
      id INTEGER PRIMARY KEY NOT NULL,
      store_id TEXT NOT NULL,
      from_owner TEXT,
      to_owner TEXT,
      plan_id INTEGER,
      at DATETIME NOT NULL
    );
    CREATE INDEX owner_moves_store_id ON owner_moves (store_id);
    """

  private static let layers = """
    INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
      ('plan_lists', 'attributes', 'plan_lists', NULL),
      ('plans', 'attributes', 'plans', NULL),
      ('plan_fences', 'features', 'plan_fences', 4326),
      ('plan_challenges', 'attributes', 'plan_challenges', NULL),
      ('plan_events', 'attributes', 'plan_events', NULL),
      ('owner_moves', 'attributes', 'owner_moves', NULL);
    INSERT INTO gpkg_geometry_columns VALUES
      ('plan_fences', 'geom', 'MULTIPOLYGON', 4326, 0, 0);
    """

  // The life of a plan is what was done to it: nothing of that is undone, only more is done.
  private static let eventsStay = """
    CREATE TRIGGER plan_events_not_updated BEFORE UPDATE ON plan_events
    BEGIN
      SELECT RAISE(ABORT, 'an event of a plan is never changed');
    END;
    CREATE TRIGGER plan_events_not_deleted BEFORE DELETE ON plan_events
    BEGIN
      SELECT RAISE(ABORT, 'an event of a plan is never deleted');
    END;
    """
}

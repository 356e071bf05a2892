/// What version 2 of the tables adds, as literal SQL: what is concluded about check-ins, and what
/// people decide about it.
///
/// This file is never edited.
enum Version2 {
  static let statements = [tables, layers, decisionsStay]

  // A row of verifications and of audit_verdicts has the fid of its check-in.
  private static let tables = """
    CREATE TABLE verifications (
      fid INTEGER PRIMARY KEY NOT NULL REFERENCES check_ins(fid) ON DELETE CASCADE,
      verdict TEXT NOT NULL,
      presence REAL,
      distance_m REAL,
      reasons TEXT
    );
    CREATE TABLE audits (
      id INTEGER PRIMARY KEY NOT NULL,
      made_at DATETIME NOT NULL,
      period_from DATETIME,
      period_to DATETIME,
      check_ins INTEGER NOT NULL,
      flagged INTEGER NOT NULL,
      cases INTEGER NOT NULL,
      summary TEXT NOT NULL
    );
    CREATE TABLE audit_verdicts (
      fid INTEGER PRIMARY KEY NOT NULL REFERENCES check_ins(fid) ON DELETE CASCADE,
      audit_id INTEGER NOT NULL,
      verdict TEXT NOT NULL,
      score REAL NOT NULL,
      presence REAL,
      distance_m REAL,
      reasons TEXT
    );
    CREATE TABLE audit_cases (
      id INTEGER PRIMARY KEY NOT NULL,
      audit_id INTEGER NOT NULL REFERENCES audits(id),
      rank INTEGER NOT NULL,
      rep_id TEXT NOT NULL,
      score REAL NOT NULL,
      q_value REAL,
      check_ins INTEGER NOT NULL,
      flagged INTEGER NOT NULL,
      reasons TEXT NOT NULL,
      UNIQUE (audit_id, rank)
    );
    CREATE TABLE audit_findings (
      id INTEGER PRIMARY KEY NOT NULL,
      case_id INTEGER NOT NULL REFERENCES audit_cases(id),
      rule TEXT NOT NULL,
      severity TEXT NOT NULL,
      rep_id TEXT NOT NULL,
      check_ins TEXT NOT NULL,
      stores TEXT NOT NULL,
      evidence TEXT NOT NULL
    );
    CREATE INDEX audit_findings_case_id ON audit_findings (case_id);
    CREATE TABLE decisions (
      id INTEGER PRIMARY KEY NOT NULL,
      case_id INTEGER NOT NULL REFERENCES audit_cases(id),
      decided_by TEXT NOT NULL,
      verdict TEXT NOT NULL,
      note TEXT NOT NULL,
      decided_at DATETIME NOT NULL
    );
    CREATE INDEX decisions_case_id ON decisions (case_id);
    """

  private static let layers = """
    INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
      ('verifications', 'attributes', 'verifications', NULL),
      ('audits', 'attributes', 'audits', NULL),
      ('audit_verdicts', 'attributes', 'audit_verdicts', NULL),
      ('audit_cases', 'attributes', 'audit_cases', NULL),
      ('audit_findings', 'attributes', 'audit_findings', NULL),
      ('decisions', 'attributes', 'decisions', NULL);
    """

  // Decisions are events: a change of mind is a further one.
  private static let decisionsStay = """
    CREATE TRIGGER decisions_not_updated BEFORE UPDATE ON decisions
    BEGIN
      SELECT RAISE(ABORT, 'a decision is never changed; add another');
    END;
    CREATE TRIGGER decisions_not_deleted BEFORE DELETE ON decisions
    BEGIN
      SELECT RAISE(ABORT, 'a decision is never deleted; add another');
    END;
    """
}

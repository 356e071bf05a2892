/// The tables of version 1 as literal SQL, so that no change elsewhere changes what was released.
///
/// What later versions add is in `Migrations`; this file is never edited.
///
/// Sources of the tables called `gpkg_`, and of the R-trees: OGC 12-128r19, annexes C and F.3.
enum Version1 {
  /// What makes an empty database one of version 1, in this order.
  static let statements =
    [geoPackage, tables, layers]
    + ["reps", "stores", "fences", "check_ins", "tracks", "store_edits"].map(spatialIndex)

  private static let geoPackage = """
    PRAGMA application_id = 1196444487;
    PRAGMA user_version = 10300;
    CREATE TABLE gpkg_spatial_ref_sys (
      srs_name TEXT NOT NULL,
      srs_id INTEGER NOT NULL PRIMARY KEY,
      organization TEXT NOT NULL,
      organization_coordsys_id INTEGER NOT NULL,
      definition TEXT NOT NULL,
      description TEXT
    );
    INSERT INTO gpkg_spatial_ref_sys VALUES
      ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined',
        'undefined cartesian coordinate reference system'),
      ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined',
        'undefined geographic coordinate reference system'),
      ('WGS 84 geodetic', 4326, 'EPSG', 4326,
        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,\
    AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,\
    AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],\
    AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
        'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
    CREATE TABLE gpkg_contents (
      table_name TEXT NOT NULL PRIMARY KEY,
      data_type TEXT NOT NULL,
      identifier TEXT UNIQUE,
      description TEXT DEFAULT '',
      last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
      min_x DOUBLE,
      min_y DOUBLE,
      max_x DOUBLE,
      max_y DOUBLE,
      srs_id INTEGER,
      CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
    );
    CREATE TABLE gpkg_geometry_columns (
      table_name TEXT NOT NULL,
      column_name TEXT NOT NULL,
      geometry_type_name TEXT NOT NULL,
      srs_id INTEGER NOT NULL,
      z TINYINT NOT NULL,
      m TINYINT NOT NULL,
      CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
      CONSTRAINT uk_gc_table_name UNIQUE (table_name),
      CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
      CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
    );
    CREATE TABLE gpkg_extensions (
      table_name TEXT,
      column_name TEXT,
      extension_name TEXT NOT NULL,
      definition TEXT NOT NULL,
      scope TEXT NOT NULL,
      CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
    );
    """

  // Tables come before those that refer to them.
  private static let tables = """
    CREATE TABLE "reps" (
      fid INTEGER PRIMARY KEY NOT NULL,
      geom POINT,
      "id" TEXT NOT NULL UNIQUE,
      "name" TEXT,
      "role" TEXT,
      "supervisor" TEXT,
      "capacity" REAL,
      "territory" TEXT,
      "active_from" DATETIME,
      "active_to" DATETIME,
      attributes TEXT
    );
    CREATE TABLE "stores" (
      fid INTEGER PRIMARY KEY NOT NULL,
      geom POINT NOT NULL,
      "id" TEXT NOT NULL UNIQUE,
      "name" TEXT,
      "phone" TEXT,
      "licence" TEXT,
      "address" TEXT,
      "category" TEXT,
      "parent_id" TEXT,
      "grade" TEXT,
      "stage" TEXT,
      "source" TEXT,
      "owner" TEXT REFERENCES reps(id),
      "territory" TEXT,
      "workload" REAL,
      "value" REAL,
      "visit_every_days" REAL,
      "location_accuracy_m" REAL,
      "created_at" DATETIME,
      attributes TEXT
    );
    CREATE INDEX "stores_owner" ON "stores" ("owner");
    CREATE TABLE "fences" (
      fid INTEGER PRIMARY KEY NOT NULL,
      geom MULTIPOLYGON NOT NULL,
      "id" TEXT NOT NULL UNIQUE,
      "name" TEXT,
      "territory" TEXT,
      "level" TEXT,
      "priority" INTEGER,
      "valid_from" DATETIME,
      "valid_to" DATETIME,
      attributes TEXT
    );
    CREATE TABLE "check_ins" (
      fid INTEGER PRIMARY KEY NOT NULL,
      geom POINT,
      "id" TEXT NOT NULL UNIQUE,
      "rep_id" TEXT NOT NULL REFERENCES reps(id),
      "store_id" TEXT NOT NULL REFERENCES stores(id),
      "time" DATETIME NOT NULL,
      "accuracy_m" REAL,
      "provider" TEXT,
      "fix_time" DATETIME,
      "altitude_m" REAL,
      "speed_mps" REAL,
      "mock" BOOLEAN,
      "device_id" TEXT,
      "app_version" TEXT,
      "submitted_at" DATETIME,
      "left_at" DATETIME,
      "accompanied_by" TEXT,
      "photo_sha256" TEXT,
      "photo_dhash" TEXT,
      "photo_time" DATETIME,
      "photo_lon" REAL,
      "photo_lat" REAL,
      attributes TEXT
    );
    CREATE INDEX "check_ins_rep_id" ON "check_ins" ("rep_id");
    CREATE INDEX "check_ins_store_id" ON "check_ins" ("store_id");
    CREATE TABLE "tracks" (
      fid INTEGER PRIMARY KEY NOT NULL,
      geom POINT NOT NULL,
      "rep_id" TEXT NOT NULL REFERENCES reps(id),
      "time" DATETIME NOT NULL,
      "accuracy_m" REAL,
      "altitude_m" REAL,
      "speed_mps" REAL,
      "provider" TEXT,
      "device_id" TEXT,
      attributes TEXT
    );
    CREATE UNIQUE INDEX "tracks_key" ON "tracks" ("rep_id", "time", ifnull("device_id", ''));
    CREATE TABLE "orders" (
      fid INTEGER PRIMARY KEY NOT NULL,
      "id" TEXT NOT NULL UNIQUE,
      "store_id" TEXT NOT NULL REFERENCES stores(id),
      "time" DATETIME NOT NULL,
      "rep_id" TEXT REFERENCES reps(id),
      "amount" REAL,
      "items" REAL,
      attributes TEXT
    );
    CREATE INDEX "orders_store_id" ON "orders" ("store_id");
    CREATE INDEX "orders_rep_id" ON "orders" ("rep_id");
    CREATE TABLE "store_edits" (
      fid INTEGER PRIMARY KEY NOT NULL,
      geom POINT NOT NULL,
      "store_id" TEXT NOT NULL REFERENCES stores(id),
      "time" DATETIME NOT NULL,
      "rep_id" TEXT NOT NULL REFERENCES reps(id),
      "old_lon" REAL,
      "old_lat" REAL,
      attributes TEXT
    );
    CREATE UNIQUE INDEX "store_edits_key" ON "store_edits" ("store_id", "time", "rep_id");
    CREATE INDEX "store_edits_rep_id" ON "store_edits" ("rep_id");
    CREATE TABLE assignments (
      fid INTEGER PRIMARY KEY NOT NULL,
      store_id TEXT NOT NULL REFERENCES stores(id),
      level TEXT NOT NULL,
      territory TEXT,
      fence TEXT,
      rule TEXT NOT NULL,
      UNIQUE (store_id, level)
    );
    CREATE TABLE territory_moves (
      id INTEGER PRIMARY KEY NOT NULL,
      store_id TEXT NOT NULL,
      level TEXT NOT NULL,
      from_territory TEXT,
      to_territory TEXT,
      fence TEXT,
      rule TEXT NOT NULL,
      at DATETIME NOT NULL
    );
    CREATE INDEX territory_moves_store_id ON territory_moves (store_id);
    CREATE TABLE extra_columns (
      record TEXT NOT NULL,
      name TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (record, name)
    );
    """

  // Without extra_columns, which only says in which order unknown columns are exported.
  private static let layers = """
    INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
      ('reps', 'features', 'reps', 4326),
      ('stores', 'features', 'stores', 4326),
      ('fences', 'features', 'fences', 4326),
      ('check_ins', 'features', 'check_ins', 4326),
      ('tracks', 'features', 'tracks', 4326),
      ('orders', 'attributes', 'orders', NULL),
      ('store_edits', 'features', 'store_edits', 4326),
      ('assignments', 'attributes', 'assignments', NULL),
      ('territory_moves', 'attributes', 'territory_moves', NULL);
    INSERT INTO gpkg_geometry_columns VALUES
      ('reps', 'geom', 'POINT', 4326, 0, 0),
      ('stores', 'geom', 'POINT', 4326, 0, 0),
      ('fences', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
      ('check_ins', 'geom', 'POINT', 4326, 0, 0),
      ('tracks', 'geom', 'POINT', 4326, 0, 0),
      ('store_edits', 'geom', 'POINT', 4326, 0, 0);
    """

  private static func spatialIndex(_ table: String) -> String {
    """
    CREATE VIRTUAL TABLE "rtree_\(table)_geom" USING rtree(id, minx, maxx, miny, maxy);
    INSERT INTO gpkg_extensions VALUES ('\(table)', 'geom', 'gpkg_rtree_index',
      'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');
    CREATE TRIGGER "rtree_\(table)_geom_insert" AFTER INSERT ON "\(table)"
    WHEN (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
    BEGIN
      INSERT OR REPLACE INTO "rtree_\(table)_geom" VALUES
        (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
          ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));
    END;
    CREATE TRIGGER "rtree_\(table)_geom_update1" AFTER UPDATE OF "geom" ON "\(table)"
    WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
    BEGIN
      DELETE FROM "rtree_\(table)_geom" WHERE id IN (OLD."fid", NEW."fid");
      INSERT INTO "rtree_\(table)_geom" VALUES
        (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
          ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));
    END;
    CREATE TRIGGER "rtree_\(table)_geom_update2" AFTER UPDATE OF "geom" ON "\(table)"
    WHEN OLD."fid" = NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))
    BEGIN
      DELETE FROM "rtree_\(table)_geom" WHERE id = OLD."fid";
    END;
    CREATE TRIGGER "rtree_\(table)_geom_update3" AFTER UPDATE ON "\(table)"
    WHEN OLD."fid" != NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
    BEGIN
      DELETE FROM "rtree_\(table)_geom" WHERE id IN (OLD."fid", NEW."fid");
      INSERT INTO "rtree_\(table)_geom" VALUES
        (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
          ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));
    END;
    CREATE TRIGGER "rtree_\(table)_geom_update4" AFTER UPDATE ON "\(table)"
    WHEN OLD."fid" != NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))
    BEGIN
      DELETE FROM "rtree_\(table)_geom" WHERE id IN (OLD."fid", NEW."fid");
    END;
    CREATE TRIGGER "rtree_\(table)_geom_delete" AFTER DELETE ON "\(table)"
    WHEN OLD."geom" NOTNULL
    BEGIN
      DELETE FROM "rtree_\(table)_geom" WHERE id = OLD."fid";
    END;
    """
  }
}

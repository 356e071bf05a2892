/// The tables that make an SQLite file a GeoPackage, without any layer.
///
/// Source: OGC 12-128r19, GeoPackage 1.4, clauses 1.1.1 to 1.1.3 and 2.1, annex C.
enum GeoPackageMetadata {
  /// `GPKG` in ASCII, the application_id of every GeoPackage since 1.2.
  static let applicationID: UInt32 = 0x4750_4B47
  /// The application_ids of GeoPackage 1.0 and 1.1, which readers accept too.
  static let olderApplicationIDs: [UInt32] = [0x4750_3130, 0x4750_3131]
  /// Version 1.3.0, written as 10000 * major + 100 * minor + patch.
  ///
  /// GDAL 3.6 warns about 1.4, which differs from 1.3 in nothing but the R-tree's triggers; those
  /// of 1.4 do what those of 1.3 should have done.
  static let userVersion = 10300
  /// EPSG:4326, the reference system of everything that Leadline stores.
  static let wgs84 = 4326

  /// Statements that make an empty database a GeoPackage.
  static let statements: [String] = [
    "PRAGMA application_id = \(applicationID)",
    "PRAGMA user_version = \(userVersion)",
    """
    CREATE TABLE gpkg_spatial_ref_sys (
      srs_name TEXT NOT NULL,
      srs_id INTEGER NOT NULL PRIMARY KEY,
      organization TEXT NOT NULL,
      organization_coordsys_id INTEGER NOT NULL,
      definition TEXT NOT NULL,
      description TEXT
    )
    """,
    """
    INSERT INTO gpkg_spatial_ref_sys VALUES
      ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined',
        'undefined cartesian coordinate reference system'),
      ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined',
        'undefined geographic coordinate reference system'),
      ('WGS 84 geodetic', 4326, 'EPSG', 4326, '\(wgs84Definition)',
        'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid')
    """,
    """
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
    )
    """,
    """
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
    )
    """,
    """
    CREATE TABLE gpkg_extensions (
      table_name TEXT,
      column_name TEXT,
      extension_name TEXT NOT NULL,
      definition TEXT NOT NULL,
      scope TEXT NOT NULL,
      CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
    )
    """,
  ]

  /// EPSG:4326 as OGC 01-009 text.
  private static let wgs84Definition =
    #"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,"#
    + #"AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,"#
    + #"AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],"#
    + #"AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]"#
}

/// A text as an SQL identifier: in double quotes, those inside doubled.
func quoted(_ identifier: String) -> String {
  "\"" + identifier.replacing("\"", with: "\"\"") + "\""
}

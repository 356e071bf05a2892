/// Why a database or a GeoPackage can't be opened, read or written; each names its file.
public enum StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is, for the exit code of a command.
  public enum Exit: Hashable, Sendable {
    /// The file is there, but is not what it should be (65).
    case badData
    /// There is no such file or layer (66).
    case noInput
    /// The file can't be changed (73).
    case cannotWrite
    /// Reading or writing failed on the way (74).
    case inputOutput
    /// Another process is writing; later it may work (75).
    case busy
    /// The user may not read it.
    case notPermitted
  }

  /// There is no such file, or it is empty.
  case missing(path: String)
  /// The file is no SQLite database, or an encrypted one.
  case notADatabase(path: String)
  /// The file is shorter than its header says; sizes in bytes.
  case truncated(path: String, expected: Int64, found: Int64)
  /// The file contradicts itself.
  case damaged(path: String, detail: String)
  /// An SQLite database, but no GeoPackage.
  case notAGeoPackage(path: String)
  /// A GeoPackage that Leadline did not make.
  case notLeadline(path: String)
  /// A database that a newer Leadline changed in a way unknown here.
  case newerVersion(path: String, version: String)
  /// The file or its folder may not be read by this user.
  case notPermitted(path: String)
  /// The file or its folder is not writable.
  case readOnly(path: String)
  /// Another process held the lock for longer than the timeout.
  case busy(path: String)
  /// The disk is full or fails.
  case inputOutput(path: String, detail: String)
  /// SQLite refused a statement.
  case unexpected(path: String, code: Int32, detail: String)
  /// The GeoPackage has no layer of that name.
  case noSuchLayer(path: String, layer: String, available: [String])
  /// Several layers, and none was named; or no layer at all.
  case layerNotNamed(path: String, available: [String])
  /// A layer whose table can't be read.
  case badLayer(path: String, layer: String, detail: String)
  /// A layer in a reference system that is not of the EPSG registry.
  case unknownReferenceSystem(path: String, layer: String, id: Int64)

  /// What kind of failure it is, for the exit code of a command.
  public var exit: Exit {
    switch self {
    case .missing, .noSuchLayer, .layerNotNamed: .noInput
    case .notADatabase, .truncated, .damaged, .notAGeoPackage, .notLeadline, .newerVersion,
      .badLayer, .unknownReferenceSystem:
      .badData
    case .readOnly: .cannotWrite
    case .inputOutput, .unexpected: .inputOutput
    case .busy: .busy
    case .notPermitted: .notPermitted
    }
  }

  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "there is no database at \(path); import records first, or name another with --database"
    case .notADatabase(let path):
      "\(path) is not an SQLite database, or it is encrypted; name another file"
    case .truncated(let path, let expected, let found):
      "\(path) is cut off: \(found) bytes where its header says \(expected); "
        + "copy it again or restore a backup"
    case .damaged(let path, let detail):
      "\(path) is damaged (\(detail)); restore a backup"
    case .notAGeoPackage(let path):
      "\(path) is an SQLite database but not a GeoPackage; name another file"
    case .notLeadline(let path):
      "\(path) is a GeoPackage that Leadline did not make; "
        + "import its layers with FILE:layer, or name another database"
    case .newerVersion(let path, let version):
      "\(path) was changed by a newer Leadline (version \(version) of the tables); update Leadline"
    case .notPermitted(let path):
      "\(path) may not be read by this user; ask its owner for the permission"
    case .readOnly(let path):
      "\(path) or its folder is not writable; change the permissions or work on a copy"
    case .busy(let path):
      "another process is writing to \(path); try again when it is done"
    case .inputOutput(let path, let detail):
      "reading or writing \(path) failed (\(detail)); check the disk and its free space"
    case .unexpected(let path, let code, let detail):
      "SQLite refused a statement on \(path) (code \(code): \(detail)); please report this"
    case .noSuchLayer(let path, let layer, let available):
      "\(path) has no layer '\(layer)'; it has \(Self.list(available))"
    case .layerNotNamed(let path, let available):
      available.isEmpty
        ? "\(path) has no layer to read; name another file"
        : "\(path) has several layers; name one as FILE:layer, of \(Self.list(available))"
    case .badLayer(let path, let layer, let detail):
      "the layer '\(layer)' of \(path) can't be read: \(detail)"
    case .unknownReferenceSystem(let path, let layer, let id):
      "the layer '\(layer)' of \(path) is in the unknown reference system \(id); "
        + "say which with --datum EPSG:n or convert it with ogr2ogr"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map { "'\($0)'" }.joined(separator: ", ")
  }
}

import Foundation

/// What keeps a file from being read or written.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file can't be opened.
  case opening(path: String, errno: Int32)
  /// A folder where a file is expected.
  case isAFolder(path: String)
  /// A device or a pipe where a database is to be made.
  case isADevice(path: String)
  /// A folder to be replaced holds a file that is not of the kind to be written.
  case folderInUse(path: String, file: String)
  /// Reading failed.
  case reading(path: String, errno: Int32)
  /// The file can't be created or replaced.
  case creating(path: String, errno: Int32)
  /// Writing failed.
  case writing(path: String, errno: Int32)
  /// The file is no text and no GeoPackage.
  case binary(path: String)
  /// The file is empty.
  case empty(path: String)
  /// A GeoPackage on standard input, which must be a file.
  case geoPackageOnStandardInput
  /// A layer was named for a file that has none.
  case noLayers(path: String)
  /// An encoding that the system can't convert from.
  case unknownEncoding(String)
  /// What is wrong inside a file, with the place.
  case content(path: String, String)

  /// What a script can tell from the exit code.
  public enum Kind: Hashable, Sendable {
    /// The content is at fault.
    case badData
    /// There is no such input.
    case noInput
    /// The output can't be created.
    case cannotWrite
    /// The disk or the pipe failed.
    case inputOutput
    /// The user may not read it.
    case notPermitted
    /// The command was called wrongly.
    case usage
  }

  /// What a script can tell from the exit code.
  public var kind: Kind {
    switch self {
    case .opening(_, let errno):
      switch errno {
      case EIO: .inputOutput
      case EACCES, EPERM: .notPermitted
      default: .noInput
      }
    case .isAFolder: .noInput
    case .reading, .writing: .inputOutput
    case .creating, .isADevice, .folderInUse: .cannotWrite
    case .binary, .empty, .content, .geoPackageOnStandardInput: .badData
    case .noLayers, .unknownEncoding: .usage
    }
  }

  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .opening(let path, let errno):
      errno == ENOENT
        ? "there is no file \(path); check the name"
        : "\(path) can't be opened: \(Self.reason(errno)); check that it may be read"
    case .isAFolder(let path): "\(path) is a folder; name a file in it"
    case .isADevice(let path): "\(path) is a device or a pipe; a GeoPackage needs a file"
    case .folderInUse(let path, let file):
      "the folder \(path) has other files in it, '\(file)' for one; name a new folder"
    case .reading(let path, let errno):
      "\(Self.name(path)) can't be read: \(Self.reason(errno)); try again or copy it elsewhere"
    case .creating(let path, let errno):
      "\(path) can't be written: \(Self.reason(errno)); name a folder that exists and may be written"
    case .writing(let path, let errno):
      "writing \(path == "-" ? "standard output" : path) failed: \(Self.reason(errno));"
        + (errno == ENOSPC ? " free space and run again" : " run again")
    case .binary(let path):
      "\(Self.name(path)) is neither text nor a GeoPackage;"
        + " give CSV, GeoJSON or a GeoPackage, and --encoding if the text is not UTF-8"
    case .empty(let path): "\(Self.name(path)) is empty; give a file with a header line or GeoJSON"
    case .geoPackageOnStandardInput: "a GeoPackage can't come from standard input; name the file"
    case .noLayers(let path):
      "\(path) is no GeoPackage, so it has no layers; leave out what follows the colon"
    case .unknownEncoding(let name):
      "the encoding '\(name)' is not known; name one such as utf-8 or gb18030"
    case .content(let path, let message): "\(Self.name(path)): \(message)"
    }
  }

  /// What a failure to create or move a file means: of its place, or of the disk.
  static func creation(path: String, errno: Int32) -> FileError {
    [ENOSPC, EIO, EDQUOT].contains(errno)
      ? .writing(path: path, errno: errno) : .creating(path: path, errno: errno)
  }

  private static func name(_ path: String) -> String { path == "-" ? "standard input" : path }

  private static func reason(_ errno: Int32) -> String { String(cString: strerror(errno)) }
}

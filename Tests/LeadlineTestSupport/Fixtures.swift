package import Foundation

/// Where test data lie.
package enum Fixtures {
  /// A file of the repository's `fixtures` folder.
  package static func url(_ path: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "fixtures").appending(path: path)
  }

  /// The folder of data sets that are read in place, from `LEADLINE_DATA`; nil when it is not set.
  package static var data: URL? {
    guard let path = ProcessInfo.processInfo.environment["LEADLINE_DATA"], !path.isEmpty else {
      return nil
    }
    return URL(filePath: path)
  }
}

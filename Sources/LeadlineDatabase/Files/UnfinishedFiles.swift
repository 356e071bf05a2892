import Foundation
import Synchronization

/// The files and folders begun and not finished, so that an interrupted command can take them away.
package enum UnfinishedFiles {
  private struct State {
    var paths: Set<String> = []
    var folders: Set<String> = []
    var made = 0
  }

  private static let state = Mutex(State())

  /// Makes a new file beside a place, under a name that no file has.
  ///
  /// - Throws: ``FileError``, which names the place.
  static func create(
    beside place: String
  ) throws(FileError) -> (path: String, descriptor: Int32) {
    // Made and remembered under one lock, so that an interruption between the two can't miss it.
    let (path, descriptor, reason) = state.withLock { state in
      while true {
        state.made += 1
        let path = "\(place).\(getpid())-\(state.made).partial"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor >= 0 {
          state.paths.insert(path)
        } else if errno == EEXIST {
          // A killed process of the same number may have left one.
          continue
        }
        return (path, descriptor, errno)
      }
    }
    guard descriptor >= 0 else { throw .creation(path: place, errno: reason) }
    return (path, descriptor)
  }

  /// Makes a new folder beside a place, under a name that nothing has.
  ///
  /// - Throws: ``FileError``, which names the place.
  static func createFolder(beside place: String) throws(FileError) -> String {
    let (path, reason) = state.withLock { state -> (String?, Int32) in
      while true {
        state.made += 1
        let path = "\(place).\(getpid())-\(state.made).partial"
        if mkdir(path, 0o777) == 0 {
          state.paths.insert(path)
          return (path, 0)
        }
        if errno != EEXIST { return (nil, errno) }
      }
    }
    guard let path else { throw .creation(path: place, errno: reason) }
    return path
  }

  /// Deletes one, if it is still there, with what SQLite puts beside a database.
  static func delete(_ path: String) {
    state.withLock { state in
      if state.paths.remove(path) != nil { unlinkAll(path) }
    }
  }

  /// Remembers a folder that is about to be made, to be deleted with all in it if the process is
  /// interrupted before it is renamed.
  package static func add(folder: String) {
    _ = state.withLock { $0.folders.insert(folder) }
  }

  /// Deletes them all; for the moment before an interrupted process ends.
  package static func deleteAll() {
    state.withLock { state in
      for path in state.paths { unlinkAll(path) }
      state.paths.removeAll()
      // Other threads may still write into it; what they add meanwhile goes with the next try.
      for folder in state.folders {
        for _ in 0..<10 where FileManager.default.fileExists(atPath: folder) {
          try? FileManager.default.removeItem(atPath: folder)
        }
      }
      state.folders.removeAll()
    }
  }

  private static func unlinkAll(_ path: String) {
    // A file is removed, and a folder with what is in it.
    if unlink(path) != 0 { try? FileManager.default.removeItem(atPath: path) }
    for suffix in ["-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }
}

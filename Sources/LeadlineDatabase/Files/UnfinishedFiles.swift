import Foundation
import Synchronization

/// The files and folders begun and not finished, so that an interrupted command can take them away.
///
/// A killed one can't. So each is locked while its process lives, and whoever begins another at the
/// same place deletes those that nobody holds. The locks are those of flock(2), which see other
/// containers too, and have nothing to do with the ones of SQLite; on network file systems, where
/// they do, nothing is locked and nothing deleted.
package enum UnfinishedFiles {
  private struct State {
    var paths: Set<String> = []
    var folders: Set<String> = []
    /// The descriptors that lock folders.
    var locks: [String: Int32] = [:]
    var made = 0

    mutating func unlock(_ folder: String) {
      if let lock = locks.removeValue(forKey: folder) { close(lock) }
    }
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
      deleteAbandoned(beside: place, but: state)
      while true {
        state.made += 1
        let path = "\(place).\(getpid())-\(state.made).partial"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor >= 0 {
          guard lock(descriptor) else {
            close(descriptor)
            continue
          }
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
      deleteAbandoned(beside: place, but: state)
      while true {
        state.made += 1
        let path = "\(place).\(getpid())-\(state.made).partial"
        if mkdir(path, 0o777) == 0 {
          switch lock(folder: path) {
          case .lost: continue
          case .held(let descriptor): state.locks[path] = descriptor
          case .impossible: break
          }
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
      state.unlock(path)
    }
  }

  /// Makes and remembers a folder, to be deleted with all in it if the process is interrupted
  /// before it is renamed; where it can't be made, whoever writes to it will say so.
  ///
  /// The folders that it lies in are made, too, and stay.
  ///
  /// - Parameters:
  ///   - folder: Its path.
  ///   - place: Where it will be in the end.
  package static func add(folder: String, beside place: String) {
    state.withLock { state in
      try? FileManager.default.createDirectory(
        at: URL(filePath: folder).deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      deleteAbandoned(beside: place, but: state)
      state.folders.insert(folder)
      if mkdir(folder, 0o777) == 0, case .held(let descriptor) = lock(folder: folder) {
        state.locks[folder] = descriptor
      }
    }
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

  /// Locks what was just made; false if another process took it for abandoned before that.
  private static func lock(_ descriptor: Int32) -> Bool {
    if !isRemote(descriptor), flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      return false
    }
    // Without a lock, where the file system has none, nobody takes it away either.
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }

  /// What comes of locking a folder that was just made.
  private enum FolderLock {
    /// This descriptor locks it.
    case held(Int32)
    /// It can't be opened, so nobody else can either.
    case impossible
    /// Another process took it for abandoned before that, and deleted it.
    case lost
  }

  private static func lock(folder: String) -> FolderLock {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno == ENOENT ? .lost : .impossible }
    guard lock(descriptor) else {
      close(descriptor)
      return .lost
    }
    return .held(descriptor)
  }

  /// Whether a file is on a network file system, where flock takes the locks that SQLite uses.
  private static func isRemote(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    let device = UInt64(status.st_dev)
    return remoteDevices.contains(
      "\(device >> 8 & 0xfff):\(device & 0xff | device >> 12 & 0xfff00)"
    )
  }

  /// The numbers of the network file systems that were mounted when the first file was begun.
  private static let remoteDevices: Set<String> = {
    // By line "36 35 0:98 / /mnt rw shared:1 - nfs4 server:/home rw".
    let mounts = FileManager.default.contents(atPath: "/proc/self/mountinfo") ?? Data()
    let devices = String(decoding: mounts, as: UTF8.self).split(separator: "\n")
      .compactMap { mount -> String? in
        let fields = mount.split(separator: " ")
        guard let dash = fields.firstIndex(of: "-"), dash > 2, dash + 1 < fields.count,
          ["nfs", "nfs4", "cifs", "smb3"].contains(fields[dash + 1])
        else { return nil }
        return String(fields[2])
      }
    return Set(devices)
  }()

  /// Deletes what processes that are gone have left beside a place.
  private static func deleteAbandoned(beside place: String, but state: State) {
    let folder = place.lastIndex(of: "/").map { String(place[...$0]) } ?? ""
    let name = place.dropFirst(folder.count) + "."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + ".")) ?? []
    for found in names where found.hasPrefix(name) && found.hasSuffix(".partial") {
      // The process, and the number of its file or folder where it may make several.
      let numbers = found.dropFirst(name.count).dropLast(".partial".count).utf8
        .split(separator: 45, omittingEmptySubsequences: false)
      let path = folder + found
      guard numbers.count <= 2,
        numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } }),
        !state.paths.contains(path), !state.folders.contains(path)
      else { continue }
      let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if !isRemote(descriptor), flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlinkAll(path) }
      close(descriptor)
    }
  }

  private static func unlinkAll(_ path: String) {
    // A file is removed, and a folder with what is in it.
    if unlink(path) != 0 { try? FileManager.default.removeItem(atPath: path) }
    for suffix in ["-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }
}

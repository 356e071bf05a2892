import Foundation
import Testing

@testable import LeadlineDatabase

struct OutputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to path: String) throws {
    let file = try OutputFile(path: path)
    try file.write(Array(text.utf8))
    try file.finish()
  }

  private func read(_ name: String) throws -> String {
    try String(contentsOf: URL(filePath: folder.path(name)), encoding: .utf8)
  }

  @Test func fileAppearsOnlyWhenItIsFinished() throws {
    try write("old", to: folder.path("a"))
    do {
      let file = try OutputFile(path: folder.path("a"))
      try file.write(Array("new".utf8))
      #expect(try read("a") == "old")
      try file.finish()
    }
    #expect(try read("a") == "new")
    #expect(try folder.contents == ["a"])
  }

  @Test func fileReleasedUnfinishedNeverAppears() throws {
    do {
      let file = try OutputFile(path: folder.path("a"))
      try file.write([1])
      #expect(try folder.contents.count == 1)
    }
    #expect(try folder.contents.isEmpty)
  }

  @Test func filesOfOneNameDoNotMeet() throws {
    let one = try OutputFile(path: folder.path("a"))
    let two = try OutputFile(path: folder.path("a"))
    try one.write(Array("one".utf8))
    try two.write(Array("two".utf8))
    try two.finish()
    try one.finish()
    #expect(try read("a") == "one")
    #expect(try folder.contents == ["a"])
  }

  @Test func linkStaysAndLeadsToTheNewFile() throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.path("sub"), withIntermediateDirectories: false)
    try write("old", to: folder.path("sub/file"))
    try manager.createSymbolicLink(atPath: folder.path("a"), withDestinationPath: "b")
    try manager.createSymbolicLink(atPath: folder.path("b"), withDestinationPath: "sub/file")
    try manager.createSymbolicLink(atPath: folder.path("new"), withDestinationPath: "sub/new")
    try write("x", to: folder.path("a"))
    try write("y", to: folder.path("new"))
    #expect(try read("sub/file") == "x" && read("sub/new") == "y")
    #expect(try manager.destinationOfSymbolicLink(atPath: folder.path("a")) == "b")
    #expect(try folder.contents == ["a", "b", "new", "sub"])
    try manager.createSymbolicLink(atPath: folder.path("loop"), withDestinationPath: "loop")
    #expect(throws: FileError.creating(path: folder.path("loop"), errno: ELOOP)) {
      try OutputFile(path: folder.path("loop"))
    }
  }

  @Test func modeOfTheFileBeforeIsKept() throws {
    try write("old", to: folder.path("a"))
    #expect(chmod(folder.path("a"), 0o600) == 0)
    try write("new", to: folder.path("a"))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("a"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func devicesAreWrittenAsTheyAre() throws {
    try write("gone", to: "/dev/null")
    #expect(throws: FileError.writing(path: "/dev/full", errno: ENOSPC)) {
      try write("x", to: "/dev/full")
    }
    #expect(throws: FileError.isADevice(path: "/dev/null")) {
      try LeadDatabase(path: "/dev/null", access: .write(createIfMissing: true))
    }
  }

  @Test func foldersAndMissingFoldersAreRefused() throws {
    #expect(throws: FileError.creating(path: folder.url.path, errno: EISDIR)) {
      try OutputFile(path: folder.url.path)
    }
    #expect(throws: FileError.creating(path: folder.path("no/a"), errno: ENOENT)) {
      try OutputFile(path: folder.path("no/a"))
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func fileThatMayNotBeWrittenIsNotReplaced() throws {
    try write("precious", to: folder.path("a"))
    #expect(chmod(folder.path("a"), 0o444) == 0)
    #expect(throws: FileError.creating(path: folder.path("a"), errno: EACCES)) {
      try OutputFile(path: folder.path("a"))
    }
  }

  @Test func failedDatabaseLeavesNothingNotEvenItsJournals() throws {
    #expect(throws: CancellationError.self) {
      try OutputFile.createDatabase(at: folder.path(), onCollision: .keep) { temporary in
        for suffix in ["", "-journal", "-wal", "-shm"] {
          try Data([1, 2, 3]).write(to: URL(filePath: temporary + suffix))
        }
        throw CancellationError()
      }
    }
    #expect(try folder.contents.isEmpty)
  }

  @Test func databaseMadeMeanwhileByAnotherProcessStays() throws {
    let isPlaced = try OutputFile.createDatabase(at: folder.path(), onCollision: .keep) { _ in
      try Data([7]).write(to: URL(filePath: folder.path()))
    }
    #expect(!isPlaced)
    #expect(try Data(contentsOf: URL(filePath: folder.path())) == Data([7]))
    #expect(try folder.contents == ["leadline.gpkg"])
  }

  @Test func whatAKilledProcessLeftIsTakenAway() throws {
    let folder = try TemporaryFolder()
    let left = ["a.csv.4000000-1.partial", "a.csv.4000000-1.partial-journal", "a.csv.7.partial"]
    // Those of other places, and what only looks alike, stay.
    let others = [
      "a.csv.-.partial", "a.csv.2026-11-22.partial", "a.csv.bak.7-1.partial", "a.csv.partial",
      "b.csv.7-1.partial",
    ]
    for name in left + others { try Data().write(to: URL(filePath: folder.path(name))) }
    let partial = folder.path("a.csv.4000000-2.partial")
    try FileManager.default.createDirectory(
      atPath: partial + "/truth",
      withIntermediateDirectories: true
    )
    let output = try OutputFile(path: folder.path("a.csv"))
    let second = try OutputFile(path: folder.path("a.csv"))
    #expect(try folder.contents.count == others.count + 2, "those at work are left alone")
    try output.finish()
    try second.finish()
    #expect(try folder.contents == (others + ["a.csv"]).sorted())
  }

  @Test func whatAnotherProcessIsWritingStays() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.csv.4000000-1.partial")
    // As another process would, this one holds the lock by a descriptor of its own.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let output = try OutputFolder(path: folder.path("a.csv"), replacing: [])
    try output.finish()
    #expect(try folder.contents == ["a.csv", "a.csv.4000000-1.partial"])
    #expect(flock(descriptor, LOCK_UN) == 0)
    _ = try OutputFolder(path: folder.path("a.csv"), replacing: [])
    #expect(try folder.contents == ["a.csv"])
  }
}

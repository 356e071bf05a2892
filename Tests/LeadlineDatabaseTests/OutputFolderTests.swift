import Foundation
import Testing

@testable import LeadlineDatabase

struct OutputFolderTests {
  private let folder: TemporaryFolder
  private let manager = FileManager.default

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  private func fill(_ output: OutputFolder, _ text: String = "new") throws {
    try write(text, to: output.path(of: "a.csv"))
  }

  private func read(_ name: String) throws -> String {
    try String(contentsOf: URL(filePath: folder.path(name)), encoding: .utf8)
  }

  @Test func folderAppearsOnlyWhenItIsFinishedAndReplacesItsOwnFiles() throws {
    for text in ["first", "second"] {
      let output = try OutputFolder(path: folder.path("out"), replacing: ["a.csv"])
      try fill(output, text)
      #expect(!manager.fileExists(atPath: folder.path("out")) == (text == "first"))
      try output.finish()
      #expect(try read("out/a.csv") == text)
    }
    #expect(try folder.contents == ["out"])
  }

  @Test func linkStaysAndItsFolderIsReplaced() throws {
    try manager.createDirectory(atPath: folder.path("real"), withIntermediateDirectories: false)
    try manager.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "real")
    let output = try OutputFolder(path: folder.path("link"), replacing: ["a.csv"])
    try fill(output)
    try output.finish()
    #expect(try manager.destinationOfSymbolicLink(atPath: folder.path("link")) == "real")
    #expect(try read("real/a.csv") == "new")
    #expect(try folder.contents == ["link", "real"])
  }

  @Test func linkToNothingIsRefusedAtOnce() throws {
    try manager.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "nowhere")
    #expect(throws: FileError.creating(path: folder.path("link"), errno: ENOTDIR)) {
      try OutputFolder(path: folder.path("link"), replacing: ["a.csv"])
    }
  }

  @Test func folderOfTheNameOfAFileIsAnotherFile() throws {
    try manager.createDirectory(
      atPath: folder.path("out/a.csv"),
      withIntermediateDirectories: true
    )
    try write("mine", to: folder.path("out/a.csv/notes"))
    #expect(throws: FileError.folderInUse(path: folder.path("out"), file: "a.csv")) {
      try OutputFolder(path: folder.path("out"), replacing: ["a.csv"])
    }
    #expect(try read("out/a.csv/notes") == "mine")
  }

  @Test func filesThatCameMeanwhileStay() throws {
    do {
      let output = try OutputFolder(path: folder.path("out"), replacing: ["a.csv"])
      try fill(output)
      try manager.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: false)
      try write("mine", to: folder.path("out/notes"))
      #expect(throws: FileError.folderInUse(path: folder.path("out"), file: "notes")) {
        try output.finish()
      }
    }
    #expect(try read("out/notes") == "mine")
    #expect(try folder.contents == ["out"])
  }
}

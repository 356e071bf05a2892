package import Foundation

/// The built command `leadline`, run as a user runs it.
package struct CommandRunner {
  /// What a run gave.
  package struct Result: Sendable {
    package var status: Int32
    package var output: String
    package var errors: String
  }

  /// The folder that relative paths start from.
  package let folder: URL

  /// Makes a runner in a new, empty folder.
  package init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "leadline-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Deletes the folder.
  package func cleanUp() {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Writes a file into the folder.
  package func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// Reads a file of the folder.
  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  /// Tells whether the folder has such a file.
  package func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  /// Runs `leadline` and waits for it.
  package func run(_ arguments: [String], input: String = "") throws -> Result {
    try run(Self.executable, arguments, input: input)
  }

  /// Runs any program in the folder and waits for it.
  package func run(_ program: URL, _ arguments: [String], input: String = "") throws -> Result {
    let process = self.process(program, arguments)
    // Files rather than pipes: however much a run prints, nothing has to be emptied meanwhile.
    let names = ["stdin", "stdout", "stderr"].map { folder.appending(path: ".\($0)-\(UUID())") }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    try Data(input.utf8).write(to: names[0])
    for name in names[1...] { try Data().write(to: name) }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self)
    )
  }

  /// A run of `leadline` that is not started yet.
  package func process(_ arguments: [String]) -> Process {
    process(Self.executable, arguments)
  }

  private func process(_ program: URL, _ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["LEADLINE_DATABASE"] = nil
    environment["COLUMNS"] = "80"
    process.environment = environment
    return process
  }

  /// The executable beside the test bundle.
  package static var executable: URL {
    Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "leadline")
      ?? URL(filePath: "leadline")
  }
}

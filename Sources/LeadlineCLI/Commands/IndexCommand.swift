import ArgumentParser
import Foundation
import Leadline

/// Prepares fences once for many assignments.
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Prepare fences once, so that assign takes them up in milliseconds.",
    discussion: """
      Reads, checks and repairs fences and writes them with everything that finds them to one file, \
      which assign --fences takes instead of the fences themselves, with the same answers. Useful \
      where many small files are assigned to many fences. The file holds the fences that are valid \
      at --now; assign refuses it at a time when one of them is not.
      """
  )

  @Option(help: ArgumentHelp("Fences from this file instead of the database.", valueName: "file"))
  var fences: [String] = []

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp("The time at which fences must be valid; else now.", valueName: "time")
  )
  var now: String?

  @Option(
    help: ArgumentHelp(
      "Write what was repaired in fences to this file, as fence,repair.",
      valueName: "file"
    )
  )
  var repairs: String?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup

  func validate() throws {
    guard !fences.isEmpty || !input.concernsFiles else {
      throw ValidationError(
        "datums, --encoding, --map and --time-zone are for files; the database has none"
      )
    }
    guard output != "-" else { throw ValidationError("--output needs the name of a file") }
  }

  func run() throws {
    let now = try InputOptionGroup.now(now, timeZone: input.timeZone)
    try OutputCheck.check(
      outputs: [output, input.rejects, repairs],
      inputs: fences,
      database: fences.isEmpty ? database : nil
    )
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database,
      files: [.fences: fences],
      options: try input.options(for: [.of(.fences)], datums: [:]),
      rejects: rejects
    )
    let list = try FenceReading.fences(of: source, now: now, repairs: repairs)
    guard !list.isEmpty else {
      throw CommandFailure(
        .badData,
        "there is no fence to index; check the file, or the fences' valid_from and valid_to"
      )
    }
    try FenceIndex(list).write(toFile: output)
    try rejects.finish()
    let noun = list.count == 1 ? "1 fence" : "\(list.count) fences"
    Console.note("\(noun) indexed; leadline assign --stores FILE --fences \(output)")
  }
}

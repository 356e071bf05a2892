import ArgumentParser
import Foundation
import Leadline
import LeadlineGeometry
import LeadlineSimulation

/// Makes up a world with known truth.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make up a month of field sales, with the truth beside it.",
    discussion: """
      Writes stores.csv, reps.csv, check-ins.csv, tracks.csv, orders.csv and store-edits.csv as \
      an app would have them, world.json with all parameters, and truth/ with what really happened. \
      For demos, tests and for measuring how often an audit errs. The same seed and parameters give \
      the same bytes.

      Attacks: \(Attack.allCases.map(\.rawValue).joined(separator: ", ")).
      """
  )

  @Option(help: ArgumentHelp("The folder to write; new or empty.", valueName: "folder"))
  var out: String

  @Option(help: ArgumentHelp("Where all randomness starts.", valueName: "number"))
  var seed: UInt64

  @Option(help: ArgumentHelp("Field reps; supervisors come on top.", valueName: "number"))
  var reps = Scenario(seed: 0).reps

  @Option(help: ArgumentHelp("Shops of each rep.", valueName: "number"))
  var storesPerRep = Scenario(seed: 0).storesPerRep

  @Option(help: ArgumentHelp("Days, weekends included.", valueName: "number"))
  var days = Scenario(seed: 0).days

  @Option(help: ArgumentHelp("The first day.", valueName: "date"))
  var start = "2026-09-01"

  @Option(help: ArgumentHelp("The city's shape: grid, rings or ribbon.", valueName: "shape"))
  var city = Scenario(seed: 0).city.rawValue

  @Option(help: ArgumentHelp("Share of the reps that cheat.", valueName: "share"))
  var cheats = Scenario(seed: 0).cheats

  @Option(help: ArgumentHelp("Share of a cheat's visits that are faked.", valueName: "share"))
  var cheatShare = Scenario(seed: 0).cheatShare

  @Option(
    help: ArgumentHelp(
      "How well cheats hide: naive, noisy, adaptive or mixed.",
      valueName: "strength"
    )
  )
  var strength = Scenario(seed: 0).strength.rawValue

  @Option(
    help: ArgumentHelp("The attacks used, separated by commas; else all.", valueName: "names")
  )
  var attacks: String?

  @Option(
    help: ArgumentHelp("Factor on the errors of receivers and geocodes.", valueName: "factor")
  )
  var noise = Scenario(seed: 0).noise

  @Option(
    help: ArgumentHelp(
      "Factor on how common honest oddities are; 0 for none.",
      valueName: "factor"
    )
  )
  var traps = Scenario(seed: 0).traps

  @Option(help: ArgumentHelp("Share of the reps with a track.", valueName: "share"))
  var tracks = Scenario(seed: 0).tracks

  @Option(help: ArgumentHelp("Seconds between the fixes of a track.", valueName: "seconds"))
  var trackSeconds = Scenario(seed: 0).trackSeconds

  func validate() throws {
    _ = try simulation()
  }

  func run() throws {
    let bar = ProgressBar("simulating")
    defer { bar.finish() }
    let summary: SimulationSummary
    do {
      summary = try simulation().write(
        to: out,
        willMake: {
          UnfinishedFiles.add(folder: $0, beside: URL(filePath: out).standardizedFileURL.path)
        },
        progress: { bar.update(rows: $0, of: $1) }
      )
    } catch let error as SimulationError {
      throw CommandFailure(.cannotWrite, error.description)
    }
    bar.finish()
    Console.note(
      "\(summary.checkIns) check-ins of \(summary.people) people at \(summary.stores) stores, "
        + "\(summary.fakedCheckIns) of them faked, in \(out)"
    )
  }

  private func simulation() throws -> Simulation {
    var scenario = Scenario(seed: seed)
    scenario.reps = reps
    scenario.storesPerRep = storesPerRep
    scenario.days = days
    scenario.start = try Self.date(start)
    scenario.city = try Self.choice(city, "city")
    scenario.cheats = cheats
    scenario.cheatShare = cheatShare
    scenario.strength = try Self.choice(strength, "strength")
    if let attacks {
      scenario.attacks = try attacks.split(separator: ",", omittingEmptySubsequences: false).map {
        try Self.choice(String($0), "attacks")
      }
    }
    scenario.noise = noise
    scenario.traps = traps
    scenario.tracks = tracks
    scenario.trackSeconds = trackSeconds
    do {
      return try Simulation(scenario)
    } catch {
      throw ValidationError(error.description)
    }
  }

  private static func date(_ text: String) throws -> CivilDate {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    if text.utf8.count == 10, parts.count == 3, let year = parts[0], let month = parts[1],
      let day = parts[2], let date = CivilDate(year: year, month: month, day: day)
    {
      return date
    }
    throw ValidationError("--start is \(text); give a date such as 2026-09-01")
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ text: String,
    _ option: String
  ) throws -> Value where Value.RawValue == String {
    if let value = Value(rawValue: text) { return value }
    let choices = Value.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("--\(option) is \(text); give one of \(choices)")
  }
}

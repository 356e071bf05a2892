import ArgumentParser
import Foundation
import Leadline

/// The command `leadline`; each job is a subcommand.
struct LeadlineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leadline",
    abstract: "A geospatial lead engine: who is near, who owns whom, did the visit happen.",
    discussion: """
      Every command works on the database (--database, else $LEADLINE_DATABASE, else \
      leadline.gpkg in this folder), unless its data flags name files.

      Exit codes: 0 done; 64 wrong usage; 65 bad data; 66 no such input; 69 something needed is \
      missing; 70 a bug; 73 can't write; 74 I/O failed; 75 busy, try again; 77 not permitted.
      """,
    version: "0.1.0",
    subcommands: [
      ImportCommand.self, AssignCommand.self, NearbyCommand.self, VerifyCommand.self,
      StaysCommand.self, AuditCommand.self, ExportCommand.self, IndexCommand.self,
      SimulateCommand.self, RebalanceCommand.self, PlanCommand.self,
    ]
  )
}

@main
enum Main {
  static func main() {
    Interruption.install()
    do {
      var command = try LeadlineCommand.parseAsRoot(guardedArguments())
      try command.run()
    } catch let error as any ExitCoded {
      Console.error("\(error)")
      Foundation.exit(error.exitCode.rawValue)
    } catch {
      end(with: error)
    }
  }

  /// Ends on an error that has no code of its own: help, a wrong call, or a bug.
  private static func end(with error: any Error) -> Never {
    switch LeadlineCommand.exitCode(for: error) {
    case .success:
      LeadlineCommand.exit(withError: error)  // --help and --version are "errors" that print
    case .validationFailure:
      Console.error(LeadlineCommand.message(for: error))
      Console.note("leadline --help and leadline COMMAND --help say how it is called")
      Foundation.exit(CommandExit.usage.rawValue)
    default:
      Console.error("\(error); this should not happen, please report it")
      Foundation.exit(CommandExit.bug.rawValue)
    }
  }

  /// The arguments, with places west of Greenwich kept from being taken for options.
  ///
  /// `nearby -122.4,37.8` is a place west of Greenwich, not the options -1, -2 and so on; a space
  /// in front says so, and whoever reads a number leaves it out.
  private static func guardedArguments() -> [String] {
    CommandLine.arguments.dropFirst().map { argument in
      let rest = argument.dropFirst()
      guard argument.hasPrefix("-"), let next = rest.first, next.isNumber || next == ".",
        rest.contains(",")
      else {
        return argument
      }
      return " " + argument
    }
  }
}

import ArgumentParser
import Leadline

/// Audits check-ins, and keeps what people decide about them.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract:
      "Find the visits that did not happen, with evidence and with what speaks for the rep.",
    discussion: """
      leadline audit --out DIR audits the database; with --stores, --reps and --check-ins, files. \
      leadline audit run --help lists its options.
      """,
    subcommands: [
      AuditRunCommand.self, AuditListCommand.self, AuditShowCommand.self, AuditDecideCommand.self,
    ],
    defaultSubcommand: AuditRunCommand.self
  )
}

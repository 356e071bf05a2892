import ArgumentParser
import Leadline

/// Audits check-ins, and keeps what people decide about them.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract:
      "Find the visits that did not happen, with evidence and with what speaks for the rep.",
    subcommands: [AuditRunCommand.self],
    defaultSubcommand: AuditRunCommand.self
  )
}

import Leadline

/// The exit codes that scripts rely on.
enum CommandExit: Int32 {
  case usage = 64
  case badData = 65
  case noInput = 66
  case bug = 70
  case cannotWrite = 73
  case inputOutput = 74
  case busy = 75
  case notPermitted = 77
}

/// An error that says with which code the command ends.
protocol ExitCoded: Error, CustomStringConvertible {
  var exitCode: CommandExit { get }
}

/// What ends a command, in one sentence.
struct CommandFailure: ExitCoded {
  let exitCode: CommandExit
  let description: String

  init(_ exitCode: CommandExit, _ description: String) {
    self.exitCode = exitCode
    self.description = description
  }
}

extension FileError: ExitCoded {
  var exitCode: CommandExit {
    switch kind {
    case .badData: .badData
    case .noInput: .noInput
    case .cannotWrite: .cannotWrite
    case .inputOutput: .inputOutput
    case .notPermitted: .notPermitted
    case .usage: .usage
    }
  }
}

extension GeometryError: ExitCoded {
  // A command meets it in its arguments only; in files it is a reject.
  var exitCode: CommandExit { .usage }
}

extension DatumError: ExitCoded {
  // Reached by --output-datum, where a stored place may lie outside the target system.
  var exitCode: CommandExit { .badData }
}

extension FenceError: ExitCoded {
  var exitCode: CommandExit { .badData }
}

extension VisitsError: ExitCoded {
  // Reached by --policy.
  var exitCode: CommandExit { .badData }
}

extension PlanError: ExitCoded {
  var exitCode: CommandExit {
    switch self {
    case .unknownPlan, .unknownChallenge, .unknownStore: .noInput
    case .unknownTerritory, .effectiveDatePassed: .usage
    case .unknownRep, .inactiveRep, .notPermitted: .notPermitted
    case .wrongState, .openChallenges, .alreadyDecided, .notDue, .beforeLastEvent,
      .storesChangedWhilePlanning,
      .storesChanged, .laterEdits:
      .badData
    }
  }
}

extension TerritoryInputError: ExitCoded {
  var exitCode: CommandExit { isUsage ? .usage : .badData }
}

extension FenceDrawingError: ExitCoded {
  var exitCode: CommandExit { .badData }
}

extension StorageError: ExitCoded {
  var exitCode: CommandExit {
    switch exit {
    case .badData: .badData
    case .noInput: .noInput
    case .cannotWrite: .cannotWrite
    case .inputOutput: .inputOutput
    case .busy: .busy
    case .notPermitted: .notPermitted
    }
  }
}

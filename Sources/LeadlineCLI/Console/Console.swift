import Foundation
import Leadline

/// What goes to standard error: messages for people, never data.
enum Console {
  /// Says what ended the command.
  static func error(_ message: String) { line("leadline: \(message)") }

  /// Says what the user should know although the command goes on.
  static func warning(_ message: String) { line("leadline: warning: \(message)") }

  /// Says what was done.
  static func note(_ message: String) { line("leadline: \(message)") }

  /// Writes a line; control characters of hostile data are shown, not sent to the terminal.
  private static func line(_ text: String) {
    var safe = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
      safe.unicodeScalars.append(isControl ? "\u{fffd}" : scalar)
    }
    // Standard error that can't be written leaves no place to say so.
    try? Descriptors.write(Array((safe + "\n").utf8), to: STDERR_FILENO, path: "standard error")
  }
}

/// What happens when the user interrupts a command or the system ends it.
enum Interruption {
  /// Takes away files begun and not finished, then ends the process as the signal would have.
  ///
  /// The database needs nothing done: what was not committed never happened. To be called before
  /// any other thread starts, as those inherit that the signals are blocked; one thread of its own
  /// waits for them, so that the cleaning is not bound to what a signal handler may do.
  static func install() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let waiting = signals
    Thread.detachNewThread {
      var waiting = waiting
      var number: Int32 = 0
      guard sigwait(&waiting, &number) == 0 else { return }
      UnfinishedFiles.deleteAll()
      signal(number, SIG_DFL)
      pthread_sigmask(SIG_UNBLOCK, &waiting, nil)
      raise(number)
    }
    // A file that outgrows its limit is a failure to write like any other.
    signal(SIGXFSZ, SIG_IGN)
  }
}

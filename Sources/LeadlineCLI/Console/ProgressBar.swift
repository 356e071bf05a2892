import Foundation
import Leadline

/// A line on the terminal that shows how far long work has come; nothing when standard error is no
/// terminal, and nothing in the first two seconds.
final class ProgressBar {
  private let verb: String
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?

  init(_ verb: String) {
    self.verb = verb
    isShown = isatty(STDERR_FILENO) == 1
  }

  /// Draws the state if it is time to.
  func update(_ progress: RecordStream.Progress) {
    guard let now = timeToDraw() else { return }
    let share = progress.bytesInAll.map { Double(progress.bytesRead) / Double(max(1, $0)) }
    draw(rows: progress.rows, share: share.map { min(1, $0) }, at: now)
  }

  /// Draws the state of work on the database, whose size in rows is known.
  func update(rows: Int, of total: Int) {
    guard let now = timeToDraw() else { return }
    draw(rows: rows, share: min(1, Double(rows) / Double(max(1, total))), at: now)
  }

  /// Draws the state of work that is done in steps rather than rows.
  func update(share: Double) {
    guard let now = timeToDraw() else { return }
    draw(rows: nil, share: min(1, share), at: now)
  }

  /// Clears the line.
  func finish() {
    guard lastDrawn != nil else { return }
    write("\r\u{1b}[K")
  }

  private func timeToDraw() -> ContinuousClock.Instant? {
    guard isShown else { return nil }
    let now = ContinuousClock.now
    guard now - start > .seconds(2) else { return nil }
    if let lastDrawn, now - lastDrawn < .milliseconds(200) { return nil }
    return now
  }

  private func draw(rows: Int?, share: Double?, at now: ContinuousClock.Instant) {
    lastDrawn = now
    let elapsed = Double((now - start).components.seconds)
    var text = "\r\(verb) "
    if let share {
      let filled = Int(share * 24)
      text += "[" + String(repeating: "#", count: filled)
      text += String(repeating: "-", count: 24 - filled) + "] \(Int(share * 100)) % "
    }
    if let rows { text += "\(rows) rows, \(Int(Double(rows) / max(1, elapsed)))/s" }
    if let share, share > 0.01 {
      text += ", \(Int(elapsed / share - elapsed)) s left"
    }
    write(text + "\u{1b}[K")
  }

  private func write(_ text: String) {
    // A bar that can't be drawn is no reason to stop the work.
    try? Descriptors.write(Array(text.utf8), to: STDERR_FILENO, path: "standard error")
  }
}

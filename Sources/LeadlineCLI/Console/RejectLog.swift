import Foundation
import Leadline

/// Counts the rows that are not taken over, writes them where the user wants them, shows the first
/// five, and stops a strict command at the first.
final class RejectLog {
  private(set) var count = 0
  private let isStrict: Bool
  private var isMissingReps = false
  private var isMissingStores = false
  private var writer: RowWriter?
  private let file: OutputFile?

  init(_ options: InputOptionGroup) throws {
    isStrict = options.strict
    guard let path = options.rejects else {
      file = nil
      return
    }
    let file = try OutputFile(path: path)
    self.file = file
    writer = RowWriter(
      format: .csv,
      columns: ["row", "field", "code", "value", "file"].map { OutputColumn($0) }
    ) { try file.write($0) }
  }

  /// Takes note of a bad row.
  ///
  /// - Throws: ``CommandFailure`` when the command is strict.
  func add(_ row: RejectedRow) throws {
    count += 1
    isMissingReps = isMissingReps || row.reject.code == .unknownRep
    isMissingStores = isMissingStores || row.reject.code == .unknownStore
    let reject = row.reject
    let place = reject.field.isEmpty ? "" : " \(reject.field)"
    let value = reject.value.isEmpty ? "" : " '\(reject.value)'"
    let name = row.file == "-" ? "standard input" : row.file
    // Rows of the database have no number.
    let number = reject.row == 0 ? "" : ", row \(reject.row)"
    let sentence = "\(name)\(number):\(place) \(reject.code.rawValue)\(value)"
    if isStrict {
      throw CommandFailure(
        .badData,
        "\(sentence); nothing was written, because --strict stops at the first bad row"
      )
    }
    if count <= 5 { Console.warning(sentence) }
    guard writer != nil else { return }
    writer?.integer(reject.row)
    writer?.text(reject.field)
    writer?.text(reject.code.rawValue)
    writer?.text(reject.value)
    writer?.text(row.file)
    try writer?.endRow()
  }

  /// Completes the file and says how many rows were left out.
  func finish() throws {
    try writer?.finish()
    try file?.finish()
    guard count > 0 else { return }
    if isMissingReps {
      Console.warning("some rows name reps that are not there; add them to the reps first")
    }
    if isMissingStores {
      Console.warning("some rows name stores that are not there; add them to the stores first")
    }
    let rows = count == 1 ? "1 row was" : "\(count) rows were"
    let hint = file == nil ? "; --rejects FILE lists them all" : ""
    Console.warning("\(rows) not taken over\(hint)")
  }
}

/// Why a CSV file can't be read at all, or not any further.
///
/// The file's name is not known here; the caller puts it in front.
public enum CSVError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file without a header line.
  case empty
  /// Two columns with one name; the numbers count from 1.
  case duplicateColumn(name: String, first: Int, second: Int)
  /// More columns than a file may have.
  case tooManyColumns(limit: Int)
  /// A header line that is not UTF-8.
  case headerNotUTF8
  /// A header line with a quote that is never closed, or text behind a closing quote.
  case headerBadQuoting(beginning: String)
  /// A NUL byte, which text does not have: the file is a binary one or UTF-16.
  case binary(row: Int)
  /// A row longer than a row may be, most often because of a quote that is never closed.
  case rowTooLong(row: Int, limit: Int)

  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .empty:
      "the file is empty; a CSV file needs a header line with the names of its columns"
    case .duplicateColumn(let name, let first, let second):
      "columns \(first) and \(second) are both named '\(name)'; rename one of them"
    case .tooManyColumns(let limit):
      "the header line has more than \(limit) columns; leave out those that are not needed"
    case .headerNotUTF8:
      "the header line is not UTF-8; if the file is Chinese, try --encoding gb18030"
    case .headerBadQuoting(let beginning):
      "the header line is not well quoted: \(beginning)"
    case .binary(let row):
      "\(Self.place(row)) contains a NUL byte; this is no CSV text in UTF-8"
    case .rowTooLong(let row, let limit):
      "\(Self.place(row)) is longer than \(limit >> 20) MiB; look for a quote that opens there and"
        + " is never closed"
    }
  }

  /// The same error in a file that has more rows before the one it names.
  package func behind(rows: Int) -> CSVError {
    switch self {
    case .binary(let row): .binary(row: row + rows)
    case .rowTooLong(let row, let limit): .rowTooLong(row: row + rows, limit: limit)
    case .empty, .duplicateColumn, .tooManyColumns, .headerNotUTF8, .headerBadQuoting: self
    }
  }

  private static func place(_ row: Int) -> String {
    row == 0 ? "the header line" : "row \(row)"
  }
}

/// A row, or a value in it, that was not taken over, and why.
public struct Reject: Hashable, Sendable {
  /// The number of the row in its file: 1 for the first one behind the header.
  public var row: Int
  /// The field that is at fault; empty when it is the whole row.
  public var field: String
  /// What is wrong.
  public var code: Code
  /// The value as found, shortened to 300 characters.
  public var value: String

  /// Makes a reject; the value is shortened to 300 characters.
  public init(row: Int, field: String, code: Code, value: String) {
    self.row = row
    self.field = field
    self.code = code
    self.value = value.count > 300 ? String(value.prefix(299)) + "…" : value
  }

  /// The reasons why a row is not taken over; the raw value is what the rejects file says.
  public enum Code: String, CaseIterable, Sendable {
    /// More or fewer values than the header has columns.
    case raggedRow = "ragged-row"
    /// A quote that is never closed, or text behind a closing quote.
    case badQuoting = "bad-quoting"
    /// Bytes that are no text in the encoding of the file.
    case badEncoding = "bad-encoding"
    /// A JSON value that is no object where a record is expected.
    case notARecord = "not-a-record"
    /// A required value that is missing.
    case missing = "missing"
    /// A value that should be a number and is none.
    case notANumber = "not-a-number"
    /// NaN or infinity.
    case notFinite = "not-finite"
    /// A number outside its range.
    case outOfRange = "out-of-range"
    /// A latitude beyond 90 whose longitude would be one: the two are swapped.
    case swappedAxes = "swapped-axes"
    /// Longitude 0 and latitude 0, which devices write when they have no position.
    case zeroZero = "zero-zero"
    /// A value that is none of those allowed.
    case unknownValue = "unknown-value"
    /// A value that is no ISO 8601 time.
    case notATime = "not-a-time"
    /// A time without offset where no time zone was named.
    case timeWithoutOffset = "time-without-offset"
    /// An id that an earlier row of the same import has.
    case duplicateID = "duplicate-id"
    /// A geometry of the wrong kind for the record.
    case wrongGeometry = "wrong-geometry"
    /// A ring that does not end where it starts.
    case ringNotClosed = "ring-not-closed"
    /// A polygon that make-valid can't turn into an area.
    case notRepairable = "not-repairable"
    /// A geometry that can't be read.
    case badGeometry = "bad-geometry"
    /// A store that the database does not have.
    case unknownStore = "unknown-store"
    /// A rep that the database does not have.
    case unknownRep = "unknown-rep"
  }
}

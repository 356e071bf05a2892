import CLeadlineKernels

/// Finds the fields of row after row in a plain ``CSVBlock``, without copying any.
///
/// The bytes must stay where they are while the scanner is used; it reads within them only. Each is
/// looked at once, 64 at a time, for all that matters.
package struct CSVFieldScanner {
  /// The bytes of one field, without the quotes around it.
  package struct Field {
    /// The first byte.
    package var start: UInt32
    /// The place behind the last byte.
    package var end: UInt32
  }

  /// Where a row stands.
  package struct Row {
    /// The first byte.
    package var start: Int
    /// The place behind the last byte, the line end not counted.
    package var end: Int
    /// Whether it has as many fields as asked for, none of them with a doubled quote.
    package var isRegular: Bool
  }

  /// Whether no byte beyond ASCII was met yet.
  package private(set) var isASCII = true

  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  private var position = 0
  /// The first of the 64 bytes that were looked at last.
  private var window = -Self.windowBytes
  /// A bit for each delimiter and line end in the window that is outside of quotes and not passed yet.
  private var separators: UInt64 = 0
  /// All bits if a quote is open at the end of the window, or none.
  private var openQuote: UInt64 = 0

  private static let windowBytes = 64
  private static let quote = UInt8(ascii: "\"")

  /// Makes a scanner of a plain block's bytes, of which there are fewer than 2³¹.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
    precondition(bytes.count < Int(Int32.max), "a block has fewer than 2^31 bytes")
    self.bytes = bytes
    self.delimiter = delimiter
  }

  /// Finds the fields of the next row; nil behind the last.
  ///
  /// - Parameter fields: Takes the fields; what a row has more is counted only.
  /// - Returns: Where the row stands.
  package mutating func next(_ fields: UnsafeMutableBufferPointer<Field>) -> Row? {
    let count = bytes.count
    var start = position
    while start < count && (bytes[start] == 0x0a || bytes[start] == 0x0d) {
      passSeparator()
      start &+= 1
    }
    guard start < count else {
      position = start
      return nil
    }
    var column = 0
    var isRegular = true
    var fieldStart = start
    var fieldEnd: Int
    while true {
      fieldEnd = passSeparator()
      if column < fields.count {
        var field = Field(
          start: UInt32(truncatingIfNeeded: fieldStart),
          end: UInt32(truncatingIfNeeded: fieldEnd)
        )
        if fieldStart < fieldEnd && bytes[fieldStart] == Self.quote {
          if isQuotedPlainly(fieldStart, fieldEnd) {
            field.start &+= 1
            field.end &-= 1
          } else {
            isRegular = false
          }
        }
        fields[column] = field
      }
      column &+= 1
      guard fieldEnd < count && bytes[fieldEnd] == delimiter else { break }
      fieldStart = fieldEnd &+ 1
    }
    // Behind the line end, which was passed too.
    position = min(fieldEnd &+ 1, count)
    return Row(start: start, end: fieldEnd, isRegular: isRegular && column == fields.count)
  }

  /// The place of the next delimiter or line end outside of quotes, which then counts as passed; the
  /// bytes' end if there is none.
  @inline(__always)
  @discardableResult
  private mutating func passSeparator() -> Int {
    while separators == 0 {
      guard window &+ Self.windowBytes < bytes.count else { return bytes.count }
      moveWindow()
    }
    let place = window &+ separators.trailingZeroBitCount
    separators &= separators &- 1
    return place
  }

  // Not inlined, so that the loop over the fields stays small.
  @inline(never)
  private mutating func moveWindow() {
    window &+= Self.windowBytes
    let marks = marks()
    isASCII = isASCII && marks.others == 0
    separators = marks.separators
    guard marks.quotes | openQuote != 0 else { return }
    // Bit by bit, whether the number of quotes so far is odd; the two of a doubled one leave it alone.
    var inside = marks.quotes
    var shift: UInt64 = 1
    while shift < 64 {
      inside ^= inside &<< shift
      shift &*= 2
    }
    inside ^= openQuote
    separators &= ~inside
    openQuote = 0 &- inside &>> 63
  }

  /// What the window's bytes are.
  @inline(__always)
  private func marks() -> leadline_csv_marks {
    let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[window...])
    if rest.count >= Self.windowBytes, let start = rest.baseAddress {
      // It reads the 64 bytes that are there.
      return leadline_mark_csv(start.assumingMemoryBound(to: UInt8.self), delimiter)
    }
    // The last ones stand before zeros, which have no marks.
    var padded = SIMD64<UInt8>(repeating: 0)
    return withUnsafeMutableBytes(of: &padded) { padded in
      padded.copyMemory(from: rest)
      guard let start = padded.baseAddress else { return leadline_csv_marks() }
      return leadline_mark_csv(start.assumingMemoryBound(to: UInt8.self), delimiter)
    }
  }

  /// Whether a field that begins with a quote ends with one and has none between.
  ///
  /// In a plain block only doubled ones may be there; the row is then read by other means.
  private func isQuotedPlainly(_ start: Int, _ end: Int) -> Bool {
    guard end &- start >= 2 && bytes[end &- 1] == Self.quote else { return false }
    return !bytes[start &+ 1..<end &- 1].contains(Self.quote)
  }
}

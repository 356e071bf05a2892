/// Finds one record in a buffer of CSV bytes, and the places of its fields.
///
/// Nothing is copied and nothing is decoded here; fields are ranges relative to the record's
/// first byte. A record that the buffer does not hold to its end is scanned again from its start
/// once more bytes are there, which the doubling of the buffer keeps linear.
struct CSVScanner {
  /// How a scan ended; all positions are in the buffer.
  enum Outcome {
    /// The record's text ends before `textEnd`, the next one starts at `next` or behind it.
    case record(textEnd: Int, next: Int)
    /// The buffer ends within the record.
    case unfinished
    /// The quote at `quote` is never closed, or has text behind its closing quote, at `end`.
    case badQuoting(quote: Int, end: Int)
    /// A NUL byte.
    case nul
  }

  /// The byte between fields.
  var delimiter: UInt8
  /// Columns whose quoted text still has doubled quotes.
  var escaped: [Int] = []
  /// Whether the record may have bytes beyond ASCII.
  var beyondASCII = false

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let quotePattern = ByteWord.pattern(quote)
  private static let controlPattern = ByteWord.pattern(carriageReturn + 1)

  /// Makes a scanner for fields parted by `delimiter`.
  init(delimiter: UInt8) {
    self.delimiter = delimiter
  }

  /// Scans the record that starts at `start`, filling `cells`.
  ///
  /// - Parameters:
  ///   - bytes: The buffer.
  ///   - start: The first byte of the record, which is no line end.
  ///   - atEnd: Whether the input ends with the buffer.
  ///   - cells: The fields; emptied first.
  /// - Returns: How the record ends.
  mutating func scan(
    _ bytes: UnsafeBufferPointer<UInt8>,
    from start: Int,
    atEnd: Bool,
    cells: inout [InputRow.Cell]
  ) -> Outcome {
    cells.removeAll(keepingCapacity: true)
    escaped.removeAll(keepingCapacity: true)
    var seen: UInt64 = 0
    defer { beyondASCII = seen & 0x8080_8080_8080_8080 != 0 }
    let count = bytes.count
    let delimiterPattern = ByteWord.pattern(delimiter)
    var position = start
    while true {
      var fieldStart = position
      var fieldEnd: Int
      if position < count && bytes[position] == Self.quote {
        let opening = position
        var doubled = false
        fieldStart = opening &+ 1
        guard
          let closing = Self.closingQuote(bytes, from: fieldStart, doubled: &doubled, seen: &seen)
        else { return atEnd ? .badQuoting(quote: opening, end: count) : .unfinished }
        guard bytes[closing] != 0 else { return .nul }
        // A quote as the last byte so far may be the first half of a doubled one.
        if closing &+ 1 == count && !atEnd { return .unfinished }
        fieldEnd = closing
        position = closing &+ 1
        if position < count && !endsField(bytes[position]) {
          return bytes[position] == 0 ? .nul : .badQuoting(quote: opening, end: position)
        }
        if doubled && cells.count <= InputRow.columnLimit { escaped.append(cells.count) }
      } else {
        position = endOfPlainField(bytes, from: position, delimiterPattern, seen: &seen)
        if position == count && !atEnd { return .unfinished }
        fieldEnd = position
      }
      // More cells than any file may have columns are not worth their memory: the row is ragged.
      if cells.count <= InputRow.columnLimit {
        cells.append(
          InputRow.Cell(
            start: fieldStart &- start,
            end: fieldEnd &- start,
            kind: fieldStart == fieldEnd ? .missing : .text
          )
        )
      }
      guard position < count else { return .record(textEnd: count, next: count) }
      if bytes[position] == delimiter {
        position &+= 1
        // Behind a last delimiter stands one more field, be it an empty one.
        continue
      }
      // The line feed of a CR LF is skipped as an empty line.
      return bytes[position] == 0 ? .nul : .record(textEnd: position, next: position &+ 1)
    }
  }

  /// The position of the next delimiter, line end or NUL; the buffer's end if there is none.
  ///
  /// All loads are within the buffer: eight bytes are read only where eight are left.
  @inline(__always)
  private func endOfPlainField(
    _ bytes: UnsafeBufferPointer<UInt8>,
    from start: Int,
    _ delimiterPattern: UInt64,
    seen: inout UInt64
  ) -> Int {
    var position = start
    while position &+ 8 <= bytes.count {
      let word = ByteWord(bytes, at: position)
      seen |= word.bits
      let marks = word.marks(of: delimiterPattern) | word.marks(below: Self.controlPattern)
      guard marks != 0 else {
        position &+= 8
        continue
      }
      position &+= marks.trailingZeroBitCount >> 3
      if ends(bytes[position]) { return position }
      position &+= 1
    }
    while position < bytes.count {
      if ends(bytes[position]) { return position }
      seen |= UInt64(bytes[position])
      position &+= 1
    }
    return position
  }

  /// The position of the closing quote or of a NUL; nil if the buffer has none.
  private static func closingQuote(
    _ bytes: UnsafeBufferPointer<UInt8>,
    from start: Int,
    doubled: inout Bool,
    seen: inout UInt64
  ) -> Int? {
    var position = start
    while position < bytes.count {
      if position &+ 8 <= bytes.count {
        let word = ByteWord(bytes, at: position)
        seen |= word.bits
        let marks = word.marks(of: quotePattern) | word.marks(of: 0)
        guard marks != 0 else {
          position &+= 8
          continue
        }
        position &+= marks.trailingZeroBitCount >> 3
      }
      let byte = bytes[position]
      seen |= UInt64(byte)
      if byte == 0 { return position }
      if byte == quote {
        guard position &+ 1 < bytes.count && bytes[position &+ 1] == quote else { return position }
        doubled = true
        position &+= 1
      }
      position &+= 1
    }
    return nil
  }

  @inline(__always)
  private func endsField(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  @inline(__always)
  private func ends(_ byte: UInt8) -> Bool {
    endsField(byte) || byte == 0
  }

  /// The delimiter that a header line uses; nil when the line goes on behind the buffer.
  ///
  /// It is the one of comma, semicolon and tab that stands most often outside quotes, the comma
  /// when there is none or it is level.
  static func delimiter(ofHeader bytes: ArraySlice<UInt8>, atEnd: Bool) -> UInt8? {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var counts = [0, 0, 0]
    var inQuotes = false
    var startsField = true
    var lineEnded = false
    for byte in bytes {
      if byte == quote && (startsField || inQuotes) {
        // A doubled quote closes and opens again, as the next byte starts no field.
        inQuotes.toggle()
        startsField = !inQuotes
        continue
      }
      startsField = false
      guard !inQuotes else { continue }
      if byte == lineFeed || byte == carriageReturn {
        lineEnded = true
        break
      }
      if let candidate = candidates.firstIndex(of: byte) {
        counts[candidate] += 1
        startsField = true
      }
    }
    guard lineEnded || atEnd else { return nil }
    var best = 0
    for candidate in 1..<3 where counts[candidate] > counts[best] { best = candidate }
    return candidates[best]
  }
}

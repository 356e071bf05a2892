/// Finds the fields of row after row in a plain ``CSVBlock``, without copying any.
///
/// The bytes must stay where they are while the scanner is used; it reads within them only.
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

  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  private let delimiterPattern: UInt64
  private var position = 0

  private static let quote = UInt8(ascii: "\"")
  private static let quotePattern = ByteWord.pattern(quote)
  private static let controlPattern = ByteWord.pattern(0x0e)

  /// Makes a scanner of a plain block's bytes, of which there are fewer than 2³¹.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
    precondition(bytes.count < Int(Int32.max), "a block has fewer than 2^31 bytes")
    self.bytes = bytes
    self.delimiter = delimiter
    delimiterPattern = ByteWord.pattern(delimiter)
  }

  /// Finds the fields of the next row; nil behind the last.
  ///
  /// - Parameter fields: Takes the fields; what a row has more is counted only.
  /// - Returns: Where the row stands.
  package mutating func next(_ fields: UnsafeMutableBufferPointer<Field>) -> Row? {
    let count = bytes.count
    var position = position
    while position < count && (bytes[position] == 0x0a || bytes[position] == 0x0d) {
      position &+= 1
    }
    guard position < count else {
      self.position = position
      return nil
    }
    let start = position
    var column = 0
    var isRegular = true
    while true {
      var fieldStart = position
      var fieldEnd = position
      if position < count && bytes[position] == Self.quote {
        fieldStart &+= 1
        position = closingQuote(from: fieldStart, isRegular: &isRegular)
        fieldEnd = position
        position &+= 1
        // Never so in a plain block; the row is then read by other means.
        if position < count && !endsField(bytes[position]) { isRegular = false }
      }
      if position < count && !endsField(bytes[position]) {
        position = endOfField(from: position)
        fieldEnd = position
      }
      if column < fields.count {
        fields[column] = Field(
          start: UInt32(truncatingIfNeeded: fieldStart),
          end: UInt32(truncatingIfNeeded: fieldEnd)
        )
      }
      column &+= 1
      guard position < count && bytes[position] == delimiter else { break }
      position &+= 1
    }
    let end = min(position, count)
    self.position = end
    return Row(start: start, end: end, isRegular: isRegular && column == fields.count)
  }

  /// The place of the next delimiter or line end; the bytes' end if there is none.
  @inline(__always)
  private func endOfField(from start: Int) -> Int {
    var position = start
    // Eight bytes are read only where eight are left.
    while position &+ 8 <= bytes.count {
      let word = ByteWord(bytes, at: position)
      let marks = word.marks(of: delimiterPattern) | word.marks(below: Self.controlPattern)
      guard marks != 0 else {
        position &+= 8
        continue
      }
      position &+= marks.trailingZeroBitCount >> 3
      if endsField(bytes[position]) { return position }
      position &+= 1
    }
    while position < bytes.count && !endsField(bytes[position]) { position &+= 1 }
    return position
  }

  /// The place of the closing quote; the bytes' end if there is none.
  @inline(__always)
  private func closingQuote(from start: Int, isRegular: inout Bool) -> Int {
    var position = start
    while position < bytes.count {
      if position &+ 8 <= bytes.count {
        let marks = ByteWord(bytes, at: position).marks(of: Self.quotePattern)
        guard marks != 0 else {
          position &+= 8
          continue
        }
        position &+= marks.trailingZeroBitCount >> 3
      }
      if bytes[position] == Self.quote {
        guard position &+ 1 < bytes.count && bytes[position &+ 1] == Self.quote else {
          return position
        }
        isRegular = false
        position &+= 1
      }
      position &+= 1
    }
    isRegular = false
    return position
  }

  @inline(__always)
  private func endsField(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 0x0a || byte == 0x0d
  }
}

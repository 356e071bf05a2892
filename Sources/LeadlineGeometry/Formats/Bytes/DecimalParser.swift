/// Reads decimal numbers from bytes, exactly: the Double is the one nearest to the text.
package enum DecimalParser {
  /// What a text is as a number.
  package enum Result: Hashable, Sendable {
    /// A finite number.
    case number(Double)
    /// `nan`, `inf`, `infinity`, or a number beyond the largest Double.
    case notFinite
    /// No number.
    case notANumber
  }

  /// Reads a number such as `12`, `-1.50`, `+.5`, `5.` or `1e-3`, with spaces around it.
  ///
  /// Hexadecimal, digit groups and a decimal comma are no numbers; `nan`, `inf` and `infinity` in
  /// any case are ``Result/notFinite``.
  ///
  /// - Complexity: O(n); no allocation up to 15 digits.
  package static func parse(_ bytes: some Collection<UInt8>) -> Result {
    bytes.withContiguousStorageIfAvailable(parse) ?? parse(Array(bytes))
  }

  /// Reads a finite number; nil for anything else.
  package static func double(_ bytes: some Collection<UInt8>) -> Double? {
    guard case .number(let value) = parse(bytes) else { return nil }
    return value
  }

  /// Reads a whole number such as `12`, `-3` or `+4`, with spaces around it; nil for anything else,
  /// `1.0` and `1e3` and what Int64 does not hold among it.
  package static func integer(_ bytes: some Collection<UInt8>) -> Int64? {
    bytes.withContiguousStorageIfAvailable { buffer in
      let text = trimmed(buffer)
      var position = text.lowerBound
      guard position < text.upperBound else { return nil }
      let isNegative = skipSign(buffer, &position)
      guard position < text.upperBound else { return nil }
      var value: Int64 = 0
      while position < text.upperBound {
        let digit = buffer[position] &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        // Counting downwards reaches the lowest number, which has no positive twin.
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (difference, underflow) = product.subtractingReportingOverflow(Int64(digit))
        guard !overflow && !underflow else { return nil }
        value = difference
        position += 1
      }
      if isNegative { return value }
      return value == .min ? nil : -value
    } ?? integerOfCopy(bytes)
  }

  private static func integerOfCopy(_ bytes: some Collection<UInt8>) -> Int64? {
    // Contiguous bytes were answered above, with nil for no number.
    if bytes.withContiguousStorageIfAvailable({ _ in true }) == true { return nil }
    return integer(Array(bytes))
  }

  /// Reads a number from a buffer; see ``parse(_:)-(Collection<UInt8>)``.
  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Result {
    let text = trimmed(bytes)
    let end = text.upperBound
    var position = text.lowerBound
    guard position < end else { return .notANumber }
    let isNegative = skipSign(bytes, &position)
    if let magnitude = plain(bytes, position, end) {
      return .number(isNegative ? -magnitude : magnitude)
    }
    let wordStart = position
    var mantissa: UInt64 = 0
    var exponent = 0
    var digits = 0
    // Leading zeros do not count; 19 digits always fit into 64 bits.
    var significant = 0
    var isFraction = false
    while position < end {
      let digit = bytes[position] &- UInt8(ascii: "0")
      if digit <= 9 {
        digits += 1
        if mantissa != 0 || digit != 0 { significant += 1 }
        if significant <= 19 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          if isFraction { exponent -= 1 }
        }
      } else if bytes[position] == UInt8(ascii: ".") && !isFraction {
        isFraction = true
      } else {
        break
      }
      position += 1
    }
    guard digits > 0 else {
      return isNotFinite(bytes, wordStart..<end) ? .notFinite : .notANumber
    }
    if position < end {
      guard let written = self.exponent(bytes, position..<end) else { return .notANumber }
      exponent += written
    }
    if mantissa <= 1 << 53 && significant <= 19 && abs(exponent) <= 22 {
      // Both operands are exact, so the one operation rounds once, to the nearest.
      let power = PowersOfTen.doubles[abs(exponent)]
      let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
      return .number(isNegative ? -value : value)
    }
    let rest = UnsafeBufferPointer(rebasing: bytes[text])
    guard let value = Double(String(decoding: rest, as: UTF8.self)) else { return .notANumber }
    return value.isFinite ? .number(value) : .notFinite
  }

  /// A number of digits and at most one point, as almost all are, whose digits a Double holds
  /// exactly; nil for all else.
  @inline(__always)
  private static func plain(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int,
    _ end: Int
  ) -> Double? {
    // 19 digits always fit into 64 bits.
    guard end &- start <= 19 else { return nil }
    var position = start
    var mantissa: UInt64 = 0
    while position < end {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      position &+= 1
    }
    var digits = position &- start
    var decimals = 0
    if position < end && bytes[position] == UInt8(ascii: ".") {
      position &+= 1
      let point = position
      while position < end {
        let digit = bytes[position] &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        position &+= 1
      }
      decimals = position &- point
      digits &+= decimals
    }
    guard position == end, digits > 0, mantissa <= 1 << 53 else { return nil }
    // Both operands are exact, so the one division rounds once, to the nearest.
    let value = Double(Int64(truncatingIfNeeded: mantissa))
    return decimals == 0 ? value : value / PowersOfTen.doubles[decimals]
  }

  /// The exponent behind an `e` that fills the range; nil if there is something else.
  private static func exponent(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>
  ) -> Int? {
    var position = range.lowerBound
    guard bytes[position] | 0x20 == UInt8(ascii: "e") else { return nil }
    position += 1
    guard position < range.upperBound else { return nil }
    let isNegative = skipSign(bytes, &position)
    guard position < range.upperBound else { return nil }
    var value = 0
    while position < range.upperBound {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      // Far beyond any Double, but far from overflow too.
      value = min(value * 10 + Int(digit), 1_000_000_000)
      position += 1
    }
    return isNegative ? -value : value
  }

  private static func isNotFinite(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>
  ) -> Bool {
    let word = bytes[range].lazy.map { $0 | 0x20 }
    return word.elementsEqual("nan".utf8) || word.elementsEqual("inf".utf8)
      || word.elementsEqual("infinity".utf8)
  }

  /// Skips one sign; true if it was a minus.
  private static func skipSign(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ position: inout Int
  ) -> Bool {
    let byte = bytes[position]
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { position += 1 }
    return byte == UInt8(ascii: "-")
  }

  private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var start = 0
    var end = bytes.count
    while start < end && isSpace(bytes[start]) { start += 1 }
    while start < end && isSpace(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}

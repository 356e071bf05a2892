/// The escapes of text in CSV, JSON and on a terminal.
package enum OutputText {
  /// Appends a CSV field, in quotes where it needs them.
  ///
  /// It needs them with a comma, a quote, a line end, or a space at an end. A NUL, which no reader
  /// of CSV takes, becomes U+FFFD.
  package static func appendCSV(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    guard needsQuotes(text) else {
      bytes.append(contentsOf: text)
      return
    }
    appendQuoted(text, to: &bytes)
  }

  /// Appends a name of a CSV header.
  ///
  /// Beside what a field needs quotes for, names get them where they are empty, where a semicolon
  /// or tab could be taken for the file's delimiter, and where they would start with what looks
  /// like a byte order mark.
  package static func appendCSVName(_ name: String, to bytes: inout [UInt8]) {
    var name = name
    name.withUTF8 { text in
      let isRisky = text.isEmpty || text.first == 0xef || text.contains { $0 == 0x3b || $0 == 0x09 }
      if isRisky {
        appendQuoted(text, to: &bytes)
      } else {
        appendCSV(text, to: &bytes)
      }
    }
  }

  private static func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    if first == 0x20 || last == 0x20 { return true }
    for byte in text where byte <= 0x2c {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0a, 0x0d, 0: return true
      default: continue
      }
    }
    return false
  }

  private static func appendQuoted(
    _ text: UnsafeBufferPointer<UInt8>,
    to bytes: inout [UInt8]
  ) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      if byte == 0 {
        bytes.append(contentsOf: "\u{fffd}".utf8)
      } else {
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a JSON string with its quotes, as for bytes.
  package static func appendJSON(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { appendJSON($0, to: &bytes) }
  }

  /// Appends a JSON string with its quotes, escaping quotes, backslashes and control characters
  /// only; the text must be well-formed UTF-8.
  ///
  /// Source: RFC 8259, section 7.
  package static func appendJSON(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var plainStart = 0
    for position in text.indices {
      let byte = text[position]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
        continue
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plainStart..<position]))
      plainStart = position + 1
      bytes.append(UInt8(ascii: "\\"))
      switch byte {
      case 0x08: bytes.append(UInt8(ascii: "b"))
      case 0x09: bytes.append(UInt8(ascii: "t"))
      case 0x0a: bytes.append(UInt8(ascii: "n"))
      case 0x0c: bytes.append(UInt8(ascii: "f"))
      case 0x0d: bytes.append(UInt8(ascii: "r"))
      case 0x00..<0x20:
        bytes.append(contentsOf: "u00".utf8)
        bytes.append(UInt8(ascii: byte < 0x10 ? "0" : "1"))
        let digit = byte & 0x0f
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      default: bytes.append(byte)
      }
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plainStart...]))
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends text that a terminal shows as it is, and returns how many of its columns it takes.
  ///
  /// Line ends and tabs become spaces. Other control characters become U+FFFD, and so do those
  /// that turn the direction of writing, so that data can neither send escape codes nor disguise
  /// the text beside them.
  package static func appendForTerminal(
    _ text: UnsafeBufferPointer<UInt8>,
    to bytes: inout [UInt8]
  ) -> Int {
    if text.allSatisfy({ (0x20..<0x7f).contains($0) }) {
      bytes.append(contentsOf: text)
      return text.count
    }
    var width = 0
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      let shown = TerminalWidth.shown(scalar)
      bytes.append(contentsOf: UTF8.encode(shown) ?? UTF8.encodedReplacementCharacter)
      width += TerminalWidth.columns(of: shown)
    }
    return width
  }
}

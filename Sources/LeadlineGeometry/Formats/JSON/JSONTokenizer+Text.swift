/// The text of strings and numbers.
extension JSONTokenizer {
  // MARK: Numbers

  mutating func number() throws {
    window.pinned = window.position
    defer { window.pinned = .max }
    if window.byte == 0x2d { window.position += 1 }
    guard try window.fill() else { throw JSONError.truncated(at: place) }
    if window.byte == 0x30 {
      window.position += 1
    } else {
      try digits()
    }
    if try window.fill(), window.byte == 0x2e {
      window.position += 1
      try digits()
    }
    if try window.fill(), window.byte | 0x20 == 0x65 {
      window.position += 1
      guard try window.fill() else { throw JSONError.truncated(at: place) }
      if window.byte == 0x2b || window.byte == 0x2d { window.position += 1 }
      try digits()
    }
    // A digit, letter, sign or point here belongs to what was meant as one number.
    if try window.fill() {
      switch window.byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e:
        throw JSONError.badNumber(at: place)
      default: break
      }
    }
    valueStart = window.pinned
    valueEnd = window.position
  }

  /// Passes one or more digits.
  private mutating func digits() throws {
    let start = window.base + window.position
    while try window.fill(), window.byte &- 0x30 < 10 {
      window.position += 1
      try checkLength()
    }
    guard window.base + window.position > start else {
      throw window.position < window.bytes.count
        ? JSONError.badNumber(at: place) : JSONError.truncated(at: place)
    }
  }

  private func checkLength() throws {
    guard window.position - window.pinned <= Self.lengthLimit else {
      throw JSONError.tooLong(limit: Self.lengthLimit, at: place)
    }
  }

  // MARK: Strings

  /// Reads a string whose opening quote is the next byte.
  mutating func string() throws {
    window.position += 1
    window.pinned = window.position
    defer { window.pinned = .max }
    // The text behind an escape is moved to the left, to where the unescaped text ends.
    var length = 0
    while true {
      let start = window.position
      passPlain()
      try checkLength()
      let count = window.position - start
      let target = window.pinned + length
      if target != start {
        for index in 0..<count { window.bytes[target + index] = window.bytes[start + index] }
      }
      length += count
      guard try window.fill() else { throw JSONError.truncated(at: place) }
      switch window.byte {
      case 0x22:
        valueStart = window.pinned
        valueEnd = window.pinned + length
        window.position += 1
        return
      case 0x5c:
        let scalar = try escape()
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          window.bytes[window.pinned + length] = byte
          length += 1
        }
      case 0..<0x20:
        throw JSONError.controlCharacter(window.byte, at: place)
      case 0..<0x80:
        // The window ended before, and has grown.
        continue
      default:
        for _ in 0..<(try multibyte()) {
          window.bytes[window.pinned + length] = window.byte
          length += 1
          window.position += 1
        }
      }
    }
  }

  /// Passes ASCII text up to a quote, an escape, a control character or the window's end.
  private mutating func passPlain() {
    let start = window.position
    window.position = window.bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        let byte = bytes[index]
        if byte < 0x20 || byte == 0x22 || byte == 0x5c || byte >= 0x80 { break }
        index &+= 1
      }
      return index
    }
  }

  private mutating func need(_ count: Int) throws {
    guard try window.need(count) else { throw JSONError.truncated(at: place) }
  }

  /// Reads an escape; the next byte is its backslash.
  private mutating func escape() throws -> Unicode.Scalar {
    try need(2)
    switch window.bytes[window.position + 1] {
    case 0x22: return simple("\"")
    case 0x5c: return simple("\\")
    case 0x2f: return simple("/")
    case 0x62: return simple("\u{8}")
    case 0x66: return simple("\u{c}")
    case 0x6e: return simple("\n")
    case 0x72: return simple("\r")
    case 0x74: return simple("\t")
    case 0x75: break
    default: throw JSONError.badEscape(at: place)
    }
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // A surrogate: only a high one with a low one behind it is a character.
    guard first < 0xdc00 else { throw JSONError.loneSurrogate(at: place) }
    try need(2)
    guard window.byte == 0x5c, window.bytes[window.position + 1] == 0x75 else {
      throw JSONError.loneSurrogate(at: place)
    }
    let second = try codeUnit()
    guard second & 0xfc00 == 0xdc00,
      let scalar = Unicode.Scalar(
        0x1_0000 + (UInt32(first & 0x3ff) << 10 | UInt32(second & 0x3ff))
      )
    else { throw JSONError.loneSurrogate(at: place) }
    return scalar
  }

  private mutating func simple(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    window.position += 2
    return scalar
  }

  /// Reads `\uXXXX`.
  private mutating func codeUnit() throws -> UInt16 {
    try need(6)
    var unit: UInt16 = 0
    for index in window.position + 2..<window.position + 6 {
      let byte = window.bytes[index]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46, 0x61...0x66: digit = (byte | 0x20) - 0x57
      default: throw JSONError.badEscape(at: place)
      }
      unit = unit << 4 | UInt16(digit)
    }
    window.position += 6
    return unit
  }

  /// The length of the well-formed sequence of two to four bytes that begins at the next byte.
  private mutating func multibyte() throws -> Int {
    let lead = window.byte
    let length: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xbf
    switch lead {
    case 0xc2...0xdf: length = 2
    case 0xe0...0xef:
      length = 3
      if lead == 0xe0 { low = 0xa0 }
      if lead == 0xed { high = 0x9f }
    case 0xf0...0xf4:
      length = 4
      if lead == 0xf0 { low = 0x90 }
      if lead == 0xf4 { high = 0x8f }
    default: throw JSONError.badUTF8(at: place)
    }
    guard try window.need(length) else { throw JSONError.badUTF8(at: place) }
    let second = window.bytes[window.position + 1]
    guard second >= low && second <= high else { throw JSONError.badUTF8(at: place) }
    for index in window.position + 2..<window.position + length
    where window.bytes[index] & 0xc0 != 0x80 {
      throw JSONError.badUTF8(at: place)
    }
    return length
  }
}

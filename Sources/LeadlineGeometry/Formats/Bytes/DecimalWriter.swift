/// Writes numbers as decimal text, without a String in between.
package enum DecimalWriter {
  /// Appends a whole number.
  package static func append(_ value: Int64, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(value.magnitude, to: &bytes)
  }

  /// Appends the shortest text that reads back as the same Double.
  ///
  /// Magnitudes from 1e-7 to below 1e16 are written without an exponent, others as `1.5e300`;
  /// whole numbers have no `.0`, and minus zero is `-0`. Numbers that are not finite become `nan`,
  /// `inf` and `-inf`, which no reader of JSON takes.
  ///
  /// - Complexity: O(digits); no allocation up to 15 digits.
  package static func appendShortest(_ value: Double, to bytes: inout [UInt8]) {
    guard !appendNotFinite(value, to: &bytes) else { return }
    if value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    // A text of up to 15 digits names one Double only, and the Double names no other text of as
    // many decimals: the first that comes back is the shortest.
    if magnitude == 0 || (1e-7..<1e15).contains(magnitude) {
      for decimals in 0...PowersOfTen.doubles.count - 1 {
        let power = PowersOfTen.doubles[decimals]
        let scaled = (magnitude * power).rounded()
        guard scaled < 1e15 else { break }
        if scaled / power == magnitude {
          return appendScaled(UInt64(scaled), decimals: decimals, to: &bytes)
        }
      }
    }
    appendDescription(magnitude, to: &bytes)
  }

  /// Appends the number with exactly `decimals` digits behind the point, as C's `"%.*f"` does.
  ///
  /// The exact value of the Double is rounded, to even where it lies in the middle. A negative
  /// number that rounds to zero keeps its sign. What is not finite is written as
  /// ``appendShortest(_:to:)`` does.
  ///
  /// - Parameters:
  ///   - value: Any number.
  ///   - decimals: 0…15.
  ///   - bytes: What the text is appended to.
  package static func append(_ value: Double, decimals: Int, to bytes: inout [UInt8]) {
    precondition((0...15).contains(decimals), "a number is written with 0 to 15 decimals")
    guard !appendNotFinite(value, to: &bytes) else { return }
    if value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    guard magnitude < 0x1p53 else {
      appendWhole(magnitude, to: &bytes)
      guard decimals > 0 else { return }
      bytes.append(UInt8(ascii: "."))
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: decimals))
      return
    }
    let power = PowersOfTen.doubles[decimals]
    if magnitude * power < 0x1p52 {
      return appendScaled(scale(magnitude, power), decimals: decimals, to: &bytes)
    }
    // Here `decimals` is 1 or more (or the number is whole), so that ties are settled by the last
    // decimal alone and the whole part can be taken off; both steps are exact.
    var whole = UInt64(magnitude)
    var fraction = scale(magnitude - magnitude.rounded(.towardZero), power)
    if fraction >= UInt64(power) && decimals > 0 {
      fraction -= UInt64(power)
      whole += 1
    }
    append(whole, to: &bytes)
    guard decimals > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    appendPadded(fraction, width: decimals, to: &bytes)
  }

  /// A finite number, 0 or more, times 10^`decimals`, rounded as ``append(_:decimals:to:)`` does;
  /// nil where that is 2⁵² or more.
  package static func scaled(_ value: Double, decimals: Int) -> UInt64? {
    let power = PowersOfTen.doubles[decimals]
    return value * power < 0x1p52 ? scale(value, power) : nil
  }

  /// The exact product, which is below 2⁵², rounded to the nearest whole number, ties to even.
  private static func scale(_ magnitude: Double, _ power: Double) -> UInt64 {
    let product = magnitude * power
    var rounded = product.rounded(.toNearestOrEven)
    let distance = product - rounded
    if abs(distance) == 0.5 {
      // The product lies in the middle, the exact value perhaps beside it: this is what the product
      // lost by rounding.
      let lost = (-product).addingProduct(magnitude, power)
      if distance == 0.5 && lost > 0 { rounded += 1 }
      if distance == -0.5 && lost < 0 { rounded -= 1 }
    }
    return UInt64(rounded)
  }

  private static func appendNotFinite(_ value: Double, to bytes: inout [UInt8]) -> Bool {
    if value.isFinite { return false }
    let text = value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
    bytes.append(contentsOf: text.utf8)
    return true
  }

  /// Appends `value` / 10^`decimals`.
  private static func appendScaled(_ value: UInt64, decimals: Int, to bytes: inout [UInt8]) {
    guard decimals > 0 else { return append(value, to: &bytes) }
    // 10^16 and more are beyond every scaled value.
    guard decimals <= 15 else {
      bytes.append(UInt8(ascii: "0"))
      bytes.append(UInt8(ascii: "."))
      return appendPadded(value, width: decimals, to: &bytes)
    }
    let power = UInt64(PowersOfTen.doubles[decimals])
    append(value / power, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    appendPadded(value % power, width: decimals, to: &bytes)
  }

  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    var width = 1
    var rest = value / 10
    while rest > 0 {
      width += 1
      rest /= 10
    }
    appendPadded(value, width: width, to: &bytes)
  }

  /// Appends the last `width` digits, with zeros in front.
  static func appendPadded(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
    var rest = value
    var position = start + width - 1
    while rest > 0 && position >= start {
      bytes[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      position -= 1
    }
  }

  /// Appends all digits of a whole number of 2⁵³ or more.
  private static func appendWhole(_ value: Double, to bytes: inout [UInt8]) {
    // Groups of nine digits, lowest first; value = significand · 2^shift.
    var groups: [UInt64] = []
    var significand = value.significandBitPattern | 1 << 52
    while significand > 0 {
      groups.append(significand % 1_000_000_000)
      significand /= 1_000_000_000
    }
    var shift = Int(value.exponent) - 52
    while shift > 0 {
      let step = min(shift, 32)
      shift -= step
      var carry: UInt64 = 0
      for position in groups.indices {
        let product = groups[position] << UInt64(step) + carry
        groups[position] = product % 1_000_000_000
        carry = product / 1_000_000_000
      }
      while carry > 0 {
        groups.append(carry % 1_000_000_000)
        carry /= 1_000_000_000
      }
    }
    append(groups.last ?? 0, to: &bytes)
    for group in groups.dropLast().reversed() { appendPadded(group, width: 9, to: &bytes) }
  }

  /// Lays out the digits of the standard library's shortest text.
  private static func appendDescription(_ magnitude: Double, to bytes: inout [UInt8]) {
    var digits: [UInt8] = []
    // The value is 0.d₁d₂d₃… · 10^point.
    var point = 0
    var exponent = 0
    var hasPoint = false
    let text = magnitude.description.utf8
    var position = text.startIndex
    while position < text.endIndex {
      let byte = text[position]
      position = text.index(after: position)
      if byte == UInt8(ascii: ".") {
        hasPoint = true
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(DecimalParser.integer(Array(text[position...])) ?? 0)
        break
      } else {
        if digits.isEmpty && byte == UInt8(ascii: "0") {
          if hasPoint { point -= 1 }
          continue
        }
        digits.append(byte)
        if !hasPoint { point += 1 }
      }
    }
    point += exponent
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if (1e-7..<1e16).contains(magnitude) {
      if point <= 0 {
        bytes.append(contentsOf: "0.".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point))
        bytes.append(contentsOf: digits)
      } else {
        bytes.append(contentsOf: digits.prefix(point))
        bytes.append(
          contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, point - digits.count))
        )
        guard digits.count > point else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: digits.dropFirst(point))
      }
    } else {
      bytes.append(contentsOf: digits.prefix(1))
      if digits.count > 1 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(contentsOf: digits.dropFirst())
      bytes.append(UInt8(ascii: "e"))
      append(Int64(point - 1), to: &bytes)
    }
  }
}

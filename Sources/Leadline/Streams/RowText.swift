import LeadlineGeometry

/// Rows of CSV as one thread writes them; keeps its memory from block to block.
final class RowText {
  private var base: UnsafeMutablePointer<UInt8>
  /// The number of bytes so far.
  private(set) var count = 0
  private var capacity: Int
  private var scratch: [UInt8] = []

  init() {
    capacity = 1 << 16
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// Hands the text over and begins anew.
  func take() -> [UInt8] {
    defer { count = 0 }
    return Array(UnsafeBufferPointer(start: base, count: count))
  }

  /// Appends bytes as they are.
  @inline(__always)
  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    // The room was made just above.
    (base + count).update(from: source, count: bytes.count)
    count &+= bytes.count
  }

  /// Appends the first `count` of 16 bytes.
  @inline(__always)
  func append(_ bytes: SIMD16<UInt8>, count length: Int) {
    reserve(16)
    // The room for all of them was made just above; those behind the first are written over.
    UnsafeMutableRawPointer(base + count).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
    count &+= length
  }

  /// Appends text as it is.
  func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// Appends one byte.
  @inline(__always)
  func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count &+= 1
  }

  /// Appends a field, in quotes where it needs them.
  @inline(__always)
  func appendField(_ text: UnsafeBufferPointer<UInt8>) {
    if Self.isPlain(text) { append(text) } else { appendUnusual(text) }
  }

  /// Appends a whole number, 0 or more.
  @inline(__always)
  func append(_ number: Int) { append(UInt64(number), decimals: 0) }

  /// Appends a number with 1 to 4 decimals, as ``LeadlineGeometry/RowWriter`` does: nothing if it is
  /// not finite.
  func append(_ number: Double, decimals: Int) {
    guard number.isFinite else { return }
    guard number.sign == .plus, let scaled = DecimalWriter.scaled(number, decimals: decimals) else {
      scratch.removeAll(keepingCapacity: true)
      DecimalWriter.append(number, decimals: decimals, to: &scratch)
      return scratch.withUnsafeBufferPointer { append($0) }
    }
    append(scaled, decimals: decimals)
  }

  /// Appends a number with at most three decimals, as `DecimalWriter.appendShortest` writes it once
  /// it is rounded to them.
  func appendRounded(_ number: Double) {
    let thousandths = (number * 1000).rounded()
    // Up to 15 digits, a decimal number is the shortest text of its Double.
    guard thousandths.magnitude < 1e15 else {
      scratch.removeAll(keepingCapacity: true)
      DecimalWriter.appendShortest(thousandths / 1000, to: &scratch)
      return scratch.withUnsafeBufferPointer { append($0) }
    }
    if thousandths.sign == .minus { append(UInt8(ascii: "-")) }
    var digits = UInt64(thousandths.magnitude)
    var decimals = 3
    while decimals > 0 && digits % 10 == 0 {
      digits /= 10
      decimals -= 1
    }
    append(digits, decimals: decimals)
  }

  /// Whether no byte is one of those that need quotes; a comma and all of them are below `-`.
  @inline(__always)
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var isPlain = true
    for byte in text where byte < UInt8(ascii: "-") { isPlain = false }
    return isPlain
  }

  private func appendUnusual(_ text: UnsafeBufferPointer<UInt8>) {
    scratch.removeAll(keepingCapacity: true)
    OutputText.appendCSV(text, to: &scratch)
    scratch.withUnsafeBufferPointer { append($0) }
  }

  /// Appends `number` / 10^`decimals`, with a digit or more in front of the point.
  @inline(__always)
  private func append(_ number: UInt64, decimals: Int) {
    // 20 digits are the most that 64 bits have.
    reserve(21)
    var width = 1
    var bound: UInt64 = 10
    while number >= bound && width < 20 {
      width &+= 1
      bound &*= 10
    }
    width = max(width, decimals &+ 1)
    let (start, base) = (count, base)
    count = start &+ width &+ (decimals > 0 ? 1 : 0)
    var position = count
    var rest = number
    for _ in 0..<decimals {
      position &-= 1
      base[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    if decimals > 0 {
      position &-= 1
      base[position] = UInt8(ascii: ".")
    }
    while position > start {
      position &-= 1
      base[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  @inline(__always)
  private func reserve(_ more: Int) {
    if capacity &- count < more { grow(more) }
  }

  private func grow(_ more: Int) {
    let wider = max(capacity * 2, count + more)
    let new = UnsafeMutablePointer<UInt8>.allocate(capacity: wider)
    new.initialize(from: base, count: count)
    base.deallocate()
    base = new
    capacity = wider
  }
}

/// Sorts some hundreds of numbers of one rep by their bytes, with a third of the work of comparing them.
enum ByteSort {
  /// Fewer numbers are compared.
  private static let fewNumbers = 64

  /// Sorts numbers.
  ///
  /// - Parameters:
  ///   - numbers: At most 2³² - 1 numbers.
  ///   - first: A multiple of 8; numbers that differ in lower bits only are in their order already.
  ///
  /// - Complexity: O(*n*) for each byte in which numbers differ.
  static func sort<Number: FixedWidthInteger & UnsignedInteger>(
    _ numbers: inout [Number],
    fromBit first: Int = 0
  ) {
    guard numbers.count >= fewNumbers else {
      numbers.sort()
      return
    }
    var differing: Number = 0
    for number in numbers { differing |= number ^ numbers[0] }
    var sorted = numbers
    // The lowest byte first: each pass keeps the order of the one before where its own byte is equal.
    for shift in stride(from: first, to: Number.bitWidth, by: 8) {
      func byte(_ number: Number) -> Int {
        Int(truncatingIfNeeded: number &>> Number(shift)) & 0xff
      }
      guard byte(differing) != 0 else { continue }
      var starts = InlineArray<256, UInt32>(repeating: 0)
      for number in numbers { starts[byte(number)] += 1 }
      var start: UInt32 = 0
      for value in starts.indices {
        let count = starts[value]
        starts[value] = start
        start += count
      }
      var places = sorted.mutableSpan
      for number in numbers {
        let value = byte(number)
        places[Int(starts[value])] = number
        starts[value] += 1
      }
      swap(&numbers, &sorted)
    }
  }
}

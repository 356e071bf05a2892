/// Sorts by the bytes of whole numbers, with a third of the work of comparing them.
enum ByteSort {
  /// Fewer elements are compared.
  private static let fewElements = 64

  /// Sorts numbers; see ``sort(_:fromBit:by:)``.
  static func sort<Number: FixedWidthInteger & UnsignedInteger>(
    _ numbers: inout [Number],
    fromBit first: Int = 0
  ) {
    sort(&numbers, fromBit: first) { $0 }
  }

  /// Sorts elements by their keys; those with equal keys stay in their order.
  ///
  /// - Parameters:
  ///   - elements: At most 2³² - 1 elements.
  ///   - first: A multiple of 8; elements whose keys differ in lower bits only are in their order already.
  ///   - key: The key of an element, asked for often.
  ///
  /// - Complexity: O(*n*) for each byte in which keys differ.
  @inline(__always)
  static func sort<Element, Key: FixedWidthInteger & UnsignedInteger>(
    _ elements: inout [Element],
    fromBit first: Int = 0,
    by key: (Element) -> Key
  ) {
    guard elements.count >= fewElements else {
      elements.sort { key($0) < key($1) }
      return
    }
    let one = key(elements[0])
    var differing: Key = 0
    for element in elements { differing |= key(element) ^ one }
    var sorted = elements
    // The lowest byte first: each pass keeps the order of the one before where its own byte is equal.
    for shift in stride(from: first, to: Key.bitWidth, by: 8) {
      func byte(_ key: Key) -> Int {
        Int(truncatingIfNeeded: key &>> Key(shift)) & 0xff
      }
      guard byte(differing) != 0 else { continue }
      // No sum is more than the number of elements.
      var starts = InlineArray<256, UInt32>(repeating: 0)
      for element in elements { starts[byte(key(element))] &+= 1 }
      var start: UInt32 = 0
      for value in starts.indices {
        let count = starts[value]
        starts[value] = start
        start &+= count
      }
      var places = sorted.mutableSpan
      for element in elements {
        let value = byte(key(element))
        places[Int(starts[value])] = element
        starts[value] &+= 1
      }
      swap(&elements, &sorted)
    }
  }
}

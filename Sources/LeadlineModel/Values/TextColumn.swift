import LeadlineGeometry

/// Texts in one buffer, so that a million of them are no million objects.
package struct TextColumn: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// Makes an empty column.
  package init() {}

  /// Makes a column of some texts.
  package init(_ texts: [String]) {
    for text in texts { append(text) }
  }

  /// Makes a column of texts that lie behind each other.
  ///
  /// - Parameters:
  ///   - bytes: The texts.
  ///   - ends: Where each one ends; they never fall.
  init(bytes: [UInt8], ends: [Int]) {
    self.bytes = bytes
    self.ends = ends
  }

  /// The number of texts.
  package var count: Int { ends.count }

  /// Adds a text; its bytes are read during the call only.
  package mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    unsafe bytes.append(contentsOf: text)
    ends.append(bytes.count)
  }

  /// Adds a text.
  package mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    ends.append(bytes.count)
  }

  /// Adds a text.
  package mutating func append(_ text: ArraySlice<UInt8>) {
    bytes += text
    ends.append(bytes.count)
  }

  /// Adds the texts of another column behind the own ones.
  package mutating func append(_ other: TextColumn) {
    let start = bytes.count
    bytes += other.bytes
    // Not by reserving room for just as many: then each block would move all those before it.
    ends.append(contentsOf: other.ends.lazy.map { start + $0 })
  }

  /// Some of the texts in another order, side by side in memory.
  ///
  /// - Parameters:
  ///   - count: How many there shall be.
  ///   - threads: The number of threads; nil for one per processor.
  ///   - position: The position here of the text at a position there.
  /// - Returns: The texts in that order.
  package func arranged(
    _ count: Int,
    threads: Int?,
    by position: @Sendable (Int) -> Int
  ) -> TextColumn {
    var ends: [Int] = []
    ends.reserveCapacity(count)
    var end = 0
    for place in 0..<count {
      end += self[position(place)].count
      ends.append(end)
    }
    let places = ends
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: end) { buffer, initialized in
      // The places cover the buffer without overlap, and each is one thread's.
      nonisolated(unsafe) let target = unsafe buffer
      Workers.split(count, size: 1 << 14, threads: threads) { next in
        while let range = next() {
          for place in range {
            let bytes = (place == 0 ? 0 : places[place - 1])..<places[place]
            _ = unsafe UnsafeMutableBufferPointer(rebasing: target[bytes])
              .initialize(fromContentsOf: self[position(place)])
          }
        }
      }
      initialized = end
    }
    return TextColumn(bytes: bytes, ends: ends)
  }

  /// A text.
  package func text(_ position: Int) -> String {
    String(decoding: self[position], as: UTF8.self)
  }

  /// The bytes of a text.
  package subscript(position: Int) -> ArraySlice<UInt8> { bytes[range(position)] }

  /// The bytes of a text, good within the closure only.
  package func withBytes<Result>(
    _ position: Int,
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let range = range(position)
    return unsafe bytes.withUnsafeBufferPointer {
      unsafe body(UnsafeBufferPointer(rebasing: $0[range]))
    }
  }

  /// The same without a result: a function for any result is slow where another module calls it.
  package func withBytes(_ position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let range = range(position)
    unsafe bytes.withUnsafeBufferPointer {
      unsafe body(UnsafeBufferPointer(rebasing: $0[range]))
    }
  }

  /// Whether a text comes behind the last one, shorter texts before longer ones, then by bytes.
  package func rises(to text: ArraySlice<UInt8>) -> Bool {
    guard let end = ends.last else { return true }
    let last = bytes[(ends.count == 1 ? 0 : ends[ends.count - 2])..<end]
    return last.count == text.count ? last.lexicographicallyPrecedes(text) : last.count < text.count
  }

  /// Whether a text comes behind the last one, shorter texts before longer ones, then by bytes, which
  /// are read during the call only.
  package func rises(to text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let end = ends.last else { return true }
    let start = ends.count == 1 ? 0 : ends[ends.count - 2]
    guard end - start == text.count else { return end - start < text.count }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      for position in 0..<text.count {
        let (own, other) = unsafe (bytes[start + position], text[position])
        if own != other { return own < other }
      }
      return false
    }
  }

  /// Whether two texts are equal, and not empty.
  package func agree(_ first: Int, _ second: Int) -> Bool {
    let (own, other) = (range(first), range(second))
    guard own.count == other.count, !own.isEmpty else { return false }
    return own.allSatisfy { bytes[$0] == bytes[$0 - own.lowerBound + other.lowerBound] }
  }

  /// Where the bytes of a text are.
  private func range(_ position: Int) -> Range<Int> {
    (position == 0 ? 0 : ends[position - 1])..<ends[position]
  }

  /// Whether one text comes before another by its bytes.
  package func precedes(_ first: Int, _ second: Int) -> Bool {
    self[first].lexicographicallyPrecedes(self[second])
  }
}

/// The part of an input that a tokenizer looks at: bytes that move on as they are consumed.
///
/// The source is a box, asked once in 64 kB, so that nothing here is generic: unspecialized, as other
/// modules call it, a generic tokenizer spends most of its time looking types up.
struct InputWindow {
  private static var readSize: Int { 64 << 10 }

  private var source: any ByteSource
  private var sourceEnded = false
  /// The bytes at hand.
  var bytes: [UInt8] = []
  /// The next byte in `bytes`.
  var position = 0
  /// The offset of the first of `bytes` in the input.
  private(set) var base = 0
  /// The first byte that must stay although it was passed; `Int.max` when none must.
  var pinned = Int.max

  init(_ source: any ByteSource) {
    self.source = source
  }

  /// The byte at `position`, of which ``fill()`` or ``need(_:)`` said that it is there.
  var byte: UInt8 { bytes[position] }

  /// Reads on, so that there is a byte at `position`; false at the end of the input.
  mutating func fill() throws -> Bool {
    while position >= bytes.count {
      guard try readMore() else { return false }
    }
    return true
  }

  /// Reads on, so that there are `count` bytes from `position` on; false when the input has fewer.
  mutating func need(_ count: Int) throws -> Bool {
    while bytes.count - position < count {
      guard try readMore() else { return false }
    }
    return true
  }

  /// Appends bytes after dropping those that nobody needs.
  private mutating func readMore() throws -> Bool {
    guard !sourceEnded else { return false }
    let kept = min(position, pinned)
    // Dropping moves what stays, so it must be rare or what stays must be short.
    if kept > 0 && (kept >= bytes.count / 2 || bytes.count > Self.readSize) {
      bytes.removeSubrange(0..<kept)
      base += kept
      position -= kept
      if pinned != .max { pinned -= kept }
    }
    if try source.read(into: &bytes, upTo: Self.readSize) == 0 { sourceEnded = true }
    return !sourceEnded
  }
}

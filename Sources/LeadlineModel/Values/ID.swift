/// The id of a record of one kind, so that a rep's id can't be used where a store's is meant.
///
/// Ids are text and are compared byte by byte: two ids that only look alike, such as an é written
/// in two ways, are two ids, as they are for the database.
public struct ID<Subject>: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The id as written in files.
  public let rawValue: String

  /// Makes an id of its text.
  public init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  /// The id as written in files.
  public var description: String { rawValue }

  /// Compares byte by byte.
  public static func == (left: Self, right: Self) -> Bool {
    left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
  }

  /// Orders by the bytes of the UTF-8 text.
  public static func < (left: Self, right: Self) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }

  /// Hashes the bytes of the UTF-8 text.
  public func hash(into hasher: inout Hasher) {
    var text = rawValue
    // The bytes are lent for the call, which reads as many as there are.
    text.withUTF8 { bytes in
      unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
    hasher.combine(UInt8(0xff))
  }
}

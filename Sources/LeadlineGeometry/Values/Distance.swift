/// A length of 0 m or more along the surface of the earth.
public struct Distance: Hashable, Sendable, Comparable {
  /// The length in metres.
  public let metres: Double

  /// Makes a distance.
  ///
  /// - Throws: ``GeometryError/negativeDistance(_:)`` when `metres` is negative or not finite.
  public init(metres: Double) throws(GeometryError) {
    guard metres >= 0 && metres.isFinite else { throw .negativeDistance(metres) }
    self.metres = metres
  }

  /// Reads `500`, `500m` or `2km` in either case, also with one space before the unit.
  ///
  /// - Throws: ``GeometryError/notADistance(_:)`` for anything else.
  public init(parsing text: String) throws(GeometryError) {
    // Only ASCII letters have two cases here: the Kelvin sign is no k.
    let bytes = text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    var digits = bytes[...]
    var factor = 1.0
    if digits.last == UInt8(ascii: "m") {
      digits.removeLast()
      if digits.last == UInt8(ascii: "k") {
        digits.removeLast()
        factor = 1_000
      }
      if digits.last == UInt8(ascii: " ") { digits.removeLast() }
    }
    // "0x10", "nan", "inf" and "-0" are numbers for Swift, not for a person who types a length.
    guard
      digits.allSatisfy({
        (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e")
      }),
      let value = Double(String(decoding: digits, as: UTF8.self)),
      let distance = try? Distance(metres: value * factor)
    else { throw .notADistance(text) }
    self = distance
  }

  /// Makes a distance from a value that is known to be 0 or more and finite.
  @inlinable
  package init(uncheckedMetres metres: Double) {
    self.metres = metres
  }

  /// Orders by length.
  @inlinable
  public static func < (left: Distance, right: Distance) -> Bool { left.metres < right.metres }
}

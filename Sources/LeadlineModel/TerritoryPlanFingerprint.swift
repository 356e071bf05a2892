public import LeadlineGeometry

/// What the stores were when a plan was computed, in a few bytes: their ids, places and territories.
///
/// The order in which stores are added does not matter. Equal stores have equal fingerprints, on
/// every machine; different ones differ but for one chance in 2⁶⁴.
public struct StoresFingerprint: Hashable, Sendable, CustomStringConvertible {
  private var count = 0
  private var sum: UInt64 = 0

  /// Makes the fingerprint of no store.
  public init() {}

  /// Adds a store.
  ///
  /// - Parameters:
  ///   - id: Its id.
  ///   - place: Where it is.
  ///   - territory: The territory it has; nil for none.
  public mutating func add(id: String, at place: Coordinate, territory: String?) {
    add(place: Self.place(id: id, at: place), territory: territory)
  }

  /// Adds a store by what ``place(id:at:)`` says of it.
  package mutating func add(place: UInt64, territory: String?) {
    count += 1
    sum &+= Self.mix(place ^ (territory.map { Self.mix(Self.hash($0)) } ?? 1))
  }

  /// The number of stores and 16 hex digits: `125-00f3c29a51d7e846`.
  public var description: String {
    let digits = String(sum, radix: 16)
    return "\(count)-\(String(repeating: "0", count: 16 - digits.count))\(digits)"
  }

  /// One number for a store and its place, by which a move shows.
  package static func place(id: String, at place: Coordinate) -> UInt64 {
    // Zero has two signs and is one place.
    let longitude = place.longitude == 0 ? 0 : place.longitude
    let latitude = place.latitude == 0 ? 0 : place.latitude
    return mix(mix(hash(id) ^ longitude.bitPattern) ^ latitude.bitPattern)
  }

  /// FNV-1a of the bytes of a text.
  ///
  /// Source: http://www.isthe.com/chongo/tech/comp/fnv/
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  /// Spreads the bits of a number over all of it; the finish of SplitMix64.
  private static func mix(_ number: UInt64) -> UInt64 {
    var generator = SplitMix64(seed: number)
    return generator.next()
  }
}

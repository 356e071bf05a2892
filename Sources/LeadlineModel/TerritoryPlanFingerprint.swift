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
  ///
  /// Places are told apart as far as they are written: by 7 decimals of a degree, about a centimetre.
  package static func place(id: String, at place: Coordinate) -> UInt64 {
    Self.place(hash(id), step(place.longitude), step(place.latitude))
  }

  /// Whether a store is where it was, but for less than what written places are rounded by.
  ///
  /// - Parameters:
  ///   - id: Its id.
  ///   - place: Where it is.
  ///   - former: What ``place(id:at:)`` said when it was there before.
  /// - Returns: True within 1e-7 degree each way, false beyond 2e-7.
  package static func isSame(id: String, at place: Coordinate, as former: UInt64) -> Bool {
    let hash = hash(id)
    let (x, y) = (step(place.longitude), step(place.latitude))
    // A small correction may lead over the edge of a step.
    return Self.place(hash, x, y) == former
      || (-1...1).contains { dx in
        (-1...1).contains { Self.place(hash, x + dx, y + $0) == former }
      }
      // Plans in databases of version 3 and before know places to the last bit.
      || exactPlace(hash, place) == former
  }

  private static func exactPlace(_ id: UInt64, _ place: Coordinate) -> UInt64 {
    // Zero has two signs and is one place.
    let longitude = place.longitude == 0 ? 0 : place.longitude
    let latitude = place.latitude == 0 ? 0 : place.latitude
    return mix(mix(id ^ longitude.bitPattern) ^ latitude.bitPattern)
  }

  private static func place(_ id: UInt64, _ x: Int64, _ y: Int64) -> UInt64 {
    mix(mix(id ^ UInt64(bitPattern: x)) ^ UInt64(bitPattern: y))
  }

  /// Degrees in units of the last written decimal.
  private static func step(_ degrees: Double) -> Int64 { Int64((degrees * 1e7).rounded()) }

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

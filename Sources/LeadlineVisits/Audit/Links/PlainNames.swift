import LeadlineModel

/// The names of stores without what people write now this way, now that.
///
/// Letters become small, full-width forms become ASCII; spaces, punctuation and brackets go, and what
/// stands in the brackets stays: it tells the branches of a brand apart.
struct PlainNames: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private let hashes: [UInt64]
  private let sortedHashes: [UInt64]
  /// The hashes of what stands before the first bracket, and whether anything stands behind it.
  private let bases: [(hash: UInt64, bytes: Int, isWhole: Bool)]
  private let sortedBases: [UInt64]

  /// Names that are shorter are no names, bytes; two Chinese characters are six.
  private static let leastBytes = 5

  init(_ names: TextColumn) {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(names.count)
    var bases: [(hash: UInt64, bytes: Int, isWhole: Bool)] = []
    bases.reserveCapacity(names.count)
    for position in 0..<names.count {
      let start = bytes.count
      let base = Self.append(names[position], to: &bytes)
      ends.append(bytes.count)
      hashes.append(Self.hash(bytes[start...]))
      bases.append((Self.hash(bytes[start..<base]), base - start, base == bytes.count))
    }
    self.hashes = hashes
    self.bases = bases
    sortedHashes = hashes.sorted()
    sortedBases = bases.map(\.hash).sorted()
  }

  private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The bytes of a name.
  subscript(position: Int) -> ArraySlice<UInt8> { bytes[range(position)] }

  /// Where the bytes of a name are.
  private func range(_ position: Int) -> Range<Int> {
    (position == 0 ? 0 : ends[position - 1])..<ends[position]
  }

  /// Whether some bytes are those from another place on.
  private func areEqual(_ range: Range<Int>, from other: Int) -> Bool {
    range.allSatisfy { bytes[$0] == bytes[$0 - range.lowerBound + other] }
  }

  /// How many stores have the name of a store.
  func stores(named position: Int) -> Int { Self.count(hashes[position], in: sortedHashes) }

  /// How many stores have the name of a store, whatever stands in brackets behind it.
  func stores(withBaseOf position: Int) -> Int { Self.count(bases[position].hash, in: sortedBases) }

  private static func count(_ hash: UInt64, in sorted: [UInt64]) -> Int {
    func first(_ isReached: (UInt64) -> Bool) -> Int {
      var low = 0
      var high = sorted.count
      while low < high {
        let middle = low + (high - low) / 2
        if isReached(sorted[middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    return first { $0 > hash } - first { $0 >= hash }
  }

  /// Whether two stores have one name.
  func areEqual(_ first: Int, _ second: Int) -> Bool {
    let (own, other) = (range(first), range(second))
    return hashes[first] == hashes[second] && own.count >= Self.leastBytes
      && own.count == other.count && areEqual(own, from: other.lowerBound)
  }

  /// Whether the name of one of two stores is the other's with something in brackets behind it, as
  /// the street in 万家超市（前进路店）.
  func isBracketed(_ first: Int, _ second: Int) -> Bool {
    let (a, b) = (bases[first], bases[second])
    return a.hash == b.hash && a.bytes == b.bytes && a.bytes >= Self.leastBytes
      && a.isWhole != b.isWhole
  }

  /// Whether the name of one of two stores begins or ends with the other's, and adds no number.
  ///
  /// What is added must be the lesser part: a brand begins the names of all its branches.
  func isContained(_ first: Int, _ second: Int) -> Bool {
    var (short, long) = (range(first), range(second))
    if short.count > long.count { swap(&short, &long) }
    guard short.count >= Self.leastBytes, 3 * short.count >= 2 * long.count else { return false }
    let rest: Range<Int>
    if areEqual(short, from: long.lowerBound) {
      rest = long.dropFirst(short.count)
    } else if areEqual(short, from: long.upperBound - short.count) {
      rest = long.dropLast(short.count)
    } else {
      return false
    }
    return !rest.contains { (0x30...0x39).contains(bytes[$0]) }
  }

  /// Appends the bytes of a name, and gives where its part before the first bracket ends.
  private static func append(_ name: ArraySlice<UInt8>, to bytes: inout [UInt8]) -> Int {
    var place = name.startIndex
    var base: Int?
    while place < name.endIndex {
      var byte = name[place]
      place += 1
      if byte == 0xEF, place + 1 < name.endIndex, name[place] == 0xBC || name[place] == 0xBD {
        // U+FF01…U+FF5E are the ASCII characters from "!" to "~", as wide as a Chinese character.
        let ascii = ((Int(name[place]) & 0x3) << 6 | (Int(name[place + 1]) & 0x3F)) + 0x20
        if (0x21...0x7E).contains(ascii) {
          byte = UInt8(ascii)
          place += 2
        }
      } else if byte == 0xE3, place + 1 < name.endIndex, name[place] == 0x80 {
        // U+3000…U+303F are the Chinese space and punctuation, U+3010 and U+3014 brackets.
        if name[place + 1] == 0x90 || name[place + 1] == 0x94 { base = base ?? bytes.count }
        place += 2
        continue
      } else if byte == 0xC2, place < name.endIndex, name[place] == 0xB7 || name[place] == 0xA0 {
        // The dot between the parts of a name, and a space.
        place += 1
        continue
      }
      switch byte {
      case 0x41...0x5A: bytes.append(byte + 0x20)
      case 0x30...0x39, 0x61...0x7A, 0x80...: bytes.append(byte)
      case 0x28, 0x5B: base = base ?? bytes.count
      default: break
      }
    }
    return base ?? bytes.count
  }
}

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

  /// Names that are shorter are no names, bytes; two Chinese characters are six.
  private static let leastBytes = 5

  init(_ names: TextColumn) {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(names.count)
    for position in 0..<names.count {
      let start = bytes.count
      Self.append(names[position], to: &bytes)
      ends.append(bytes.count)
      // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in bytes[start...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hashes.append(hash)
    }
    self.hashes = hashes
    sortedHashes = hashes.sorted()
  }

  /// The bytes of a name.
  subscript(position: Int) -> ArraySlice<UInt8> {
    bytes[(position == 0 ? 0 : ends[position - 1])..<ends[position]]
  }

  /// How many stores have the name of a store.
  func stores(named position: Int) -> Int {
    func first(_ isReached: (UInt64) -> Bool) -> Int {
      var low = 0
      var high = sortedHashes.count
      while low < high {
        let middle = low + (high - low) / 2
        if isReached(sortedHashes[middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let hash = hashes[position]
    return first { $0 > hash } - first { $0 >= hash }
  }

  /// Whether two stores have one name.
  func areEqual(_ first: Int, _ second: Int) -> Bool {
    hashes[first] == hashes[second] && self[first].count >= Self.leastBytes
      && self[first].elementsEqual(self[second])
  }

  /// Whether the name of one of two stores begins or ends with the other's, and adds no number.
  ///
  /// What is added must be the lesser part: a brand begins the names of all its branches.
  func isContained(_ first: Int, _ second: Int) -> Bool {
    let isFirstShorter = self[first].count <= self[second].count
    let short = self[isFirstShorter ? first : second]
    let long = self[isFirstShorter ? second : first]
    guard short.count >= Self.leastBytes, 3 * short.count >= 2 * long.count else { return false }
    let rest: ArraySlice<UInt8>
    if long.starts(with: short) {
      rest = long.dropFirst(short.count)
    } else if long.suffix(short.count).elementsEqual(short) {
      rest = long.dropLast(short.count)
    } else {
      return false
    }
    return !rest.contains { (0x30...0x39).contains($0) }
  }

  private static func append(_ name: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    var place = name.startIndex
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
        // U+3000…U+303F are the Chinese space and punctuation.
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
      default: break
      }
    }
  }
}

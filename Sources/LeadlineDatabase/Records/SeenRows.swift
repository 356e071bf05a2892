/// The rows that one import has touched, by row id: a bit each, so that millions take little.
struct SeenRows {
  private var words: [UInt64] = []
  private var distant: Set<Int64> = []

  /// Row ids beyond this would make the bits outgrow memory; only other programs give such ids.
  private static let bitLimit: Int64 = 1 << 32

  /// Adds a row; false when it was there.
  mutating func insert(_ row: Int64) -> Bool {
    guard row >= 0 && row < Self.bitLimit else { return distant.insert(row).inserted }
    let word = Int(row >> 6)
    let bit: UInt64 = 1 << UInt64(row & 63)
    if word >= words.count {
      words += Array(repeating: 0, count: max(word + 1, words.count * 2) - words.count)
    }
    defer { words[word] |= bit }
    return words[word] & bit == 0
  }

  /// Tells whether a row was added.
  func contains(_ row: Int64) -> Bool {
    guard row >= 0 && row < Self.bitLimit else { return distant.contains(row) }
    let word = Int(row >> 6)
    return word < words.count && words[word] & (1 << UInt64(row & 63)) != 0
  }
}

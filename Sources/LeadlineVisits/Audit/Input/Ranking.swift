import LeadlineModel

/// The order of ids by their bytes.
struct Ranking {
  /// The position of the id of each rank.
  let order: [Int32]
  /// The ids by rank.
  let texts: TextColumn
  private let ranks: [Int32]

  /// Ranks the ids of a table.
  ///
  /// - Complexity: O(*n* log *n*).
  init(_ table: IdentifierTable) {
    let column = table.texts
    // Ids of one file mostly begin alike. The eight bytes behind what all have in common decide
    // nearly always, and are compared as one number.
    let common = Self.commonPrefix(column)
    var keys = (0..<column.count).map { position in
      (prefix: Self.prefix(column[position], from: common), position: Int32(position))
    }
    keys.sort { first, second in
      first.prefix == second.prefix
        ? column.precedes(Int(first.position), Int(second.position))
        : first.prefix < second.prefix
    }
    order = keys.map(\.position)
    var ranks = [Int32](repeating: 0, count: order.count)
    var texts = TextColumn()
    for (rank, position) in order.enumerated() {
      ranks[Int(position)] = Int32(rank)
      texts.append(column[Int(position)])
    }
    self.ranks = ranks
    self.texts = texts
  }

  /// The rank of a position; -1 for none.
  func rank(_ position: Int32) -> Int32 { position < 0 ? -1 : ranks[Int(position)] }

  /// Texts of positions, by rank.
  func arranged(_ column: TextColumn) -> TextColumn {
    var texts = TextColumn()
    for position in order { texts.append(column[Int(position)]) }
    return texts
  }

  /// How many bytes all texts begin with.
  private static func commonPrefix(_ column: TextColumn) -> Int {
    guard column.count > 0 else { return 0 }
    var common = column[0]
    for position in 1..<max(1, column.count) {
      let text = column[position]
      if text.starts(with: common) { continue }
      var length = 0
      for (left, right) in zip(common, text) {
        guard left == right else { break }
        length += 1
      }
      common = common.prefix(length)
      if common.isEmpty { break }
    }
    return common.count
  }

  /// Eight bytes as a number that orders as they do; zeros stand for bytes that are missing, so equal
  /// numbers need not be equal bytes.
  private static func prefix(_ text: ArraySlice<UInt8>, from start: Int) -> UInt64 {
    var number: UInt64 = 0
    var index = text.startIndex + start
    for _ in 0..<8 {
      number <<= 8
      if index < text.endIndex {
        number |= UInt64(text[index])
        index += 1
      }
    }
    return number
  }
}

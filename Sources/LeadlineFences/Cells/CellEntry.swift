/// What a cell says of the places in it, in 32 bits.
///
/// 0 says that no fence covers any of them. Otherwise the two low bits tell what the other thirty
/// are: an answer for the whole cell, or where to look further.
struct CellEntry: Hashable, Sendable {
  var bits: UInt32

  /// The low bits.
  enum Kind: UInt32 {
    /// One answer holds in the whole cell: twice the fence's rank plus one, plus 1 if others cover
    /// the cell as well.
    case answer = 0
    /// A boundary crosses the cell: the position of its ``CellRecord``.
    case record = 1
    /// The cell has a grid of its own: the position of its head, before its entries.
    case grid = 2
  }

  static let nothing = CellEntry(bits: 0)

  /// There are fewer positions than this.
  static let positionLimit = 1 << 30
  /// There are fewer ranks than this.
  static let rankLimit = 1 << 28

  init(bits: UInt32) { self.bits = bits }

  init(_ kind: Kind, position: Int) {
    bits = UInt32(truncatingIfNeeded: position << 2) | kind.rawValue
  }

  /// An answer for a whole cell.
  init(rank: Int, isContested: Bool) {
    self.init(.answer, position: CellEntry.answer(rank: rank, isContested: isContested))
  }

  /// Nil for the one value that is none.
  var kind: Kind? { Kind(rawValue: bits & 3) }
  @inline(__always) var position: Int { Int(bits >> 2) }

  /// Whether nothing further has to be looked up.
  @inline(__always) var isAnswer: Bool { bits & 3 == Kind.answer.rawValue }

  /// A rank and whether others cover too as one number above 0.
  static func answer(rank: Int, isContested: Bool) -> Int { (rank + 1) * 2 + (isContested ? 1 : 0) }

  /// The head of a cell's own grid: its exponent and the power of two of its columns.
  static func head(exponent: Int, power: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: (exponent + 128) << 8 | power)
  }
}

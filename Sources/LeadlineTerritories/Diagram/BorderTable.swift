/// The borders between the cells of a power diagram, and what lies near them.
struct BorderTable: Sendable {
  /// How many widths of strip are told apart, each a quarter of the one before.
  static let widths = 4

  /// The border between two cells.
  struct Border: Sendable {
    /// The cells, the lesser number first.
    var first, second: Int32
    /// The next border of the first cell, or -1.
    fileprivate var next: Int32
    /// The difference of powers that moves the border by half a cell; see ``PowerCell/strip(_:)``.
    var strip: Double
    /// What lies in the strips, and the sums of mass times coordinates.
    var held = (mass: 0.0, x: 0.0, y: 0.0)
    /// The mass in each strip that is not in the narrower one.
    var strips = SIMD4<Int64>(repeating: 0)

    /// The mass in the strip of a width, of both sides: 0 is the widest.
    func mass(width: Int) -> Int64 {
      var sum: Int64 = 0
      for strip in width..<BorderTable.widths { sum += strips[strip] }
      return sum
    }
  }

  private(set) var borders: [Border] = []
  /// The first border of which a cell is the lesser one, or -1.
  private var heads: [Int32]

  /// Makes a table without borders.
  init(count: Int) {
    heads = [Int32](repeating: -1, count: count)
  }

  /// Adds an atom near a border; its margin is a share of the widest strip, less than 1.
  mutating func add(_ mass: Int64, _ x: Double, _ y: Double, margin: Double, to border: Int) {
    let width = margin < 1 / 16 ? (margin < 1 / 64 ? 3 : 2) : (margin < 1 / 4 ? 1 : 0)
    borders[border].strips[width] += mass
    borders[border].held.mass += Double(mass)
    borders[border].held.x += Double(mass) * x
    borders[border].held.y += Double(mass) * y
  }

  /// Adds what another table has.
  mutating func add(_ other: BorderTable) {
    for border in other.borders {
      let own = position(of: border.first, border.second, strip: border.strip)
      borders[own].strips &+= border.strips
      borders[own].held.mass += border.held.mass
      borders[own].held.x += border.held.x
      borders[own].held.y += border.held.y
    }
  }

  /// Where the border of two cells is in the list, which it is added to if it is new.
  mutating func position(of one: Int32, _ other: Int32, strip: Double) -> Int {
    let (first, second) = (min(one, other), max(one, other))
    var border = heads[Int(first)]
    while border >= 0 {
      if borders[Int(border)].second == second { return Int(border) }
      border = borders[Int(border)].next
    }
    borders.append(Border(first: first, second: second, next: heads[Int(first)], strip: strip))
    heads[Int(first)] = Int32(borders.count - 1)
    return borders.count - 1
  }
}

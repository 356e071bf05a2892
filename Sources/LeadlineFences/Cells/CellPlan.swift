/// How the cells of one level are laid out, and by whom each part of them is filled.
struct CellPlan {
  /// A run of rows that is filled by itself.
  struct Band {
    var firstRow: Int
    var rows: Int
    /// The share of the work, 0 to 1.
    var share: Double
  }

  let grid: CellGrid
  let bands: [Band]

  /// The number of bands.
  ///
  /// It must not depend on the machine, or else the layout of the cells would.
  private static let bandCount = 32
  /// As a cell's side is a power of two, there is a quarter of that at the least.
  private static let cellsPerEdge = 4
  /// The most cells of a level's own grid.
  private static let mostCells = 1 << 27

  /// Plans a level.
  ///
  /// - Parameters:
  ///   - bounds: The box of each fence that has one.
  ///   - edges: The edges of each of these fences.
  ///   - cellLimit: The most cells to take; a few are taken all the same.
  init(bounds: [(least: Vertex, greatest: Vertex)], edges: [Int], cellLimit: Int) {
    let total = edges.reduce(0, +)
    let least = bounds.reduce(Vertex(repeating: .infinity)) { pointwiseMin($0, $1.least) }
    let greatest = bounds.reduce(Vertex(repeating: -.infinity)) { pointwiseMax($0, $1.greatest) }
    guard !bounds.isEmpty else {
      grid = CellGrid(exponent: 0, firstColumn: 0, firstRow: 0, columns: 0, rows: 0)
      bands = []
      return
    }
    let limit = min(Self.mostCells, max(256, min(cellLimit, Self.cellsPerEdge * total)))
    // Each fence is drawn over all cells of its box, so boxes that overlap much need larger cells.
    let drawLimit = Double(8 * limit)
    var exponent = CellGrid.finestExponent
    while exponent > -8 {
      if Self.cells(exponent, least, greatest) <= Double(limit) {
        var drawn = 0.0
        for box in bounds where drawn <= drawLimit {
          drawn += Self.cells(exponent, box.least, box.greatest)
        }
        if drawn <= drawLimit { break }
      }
      exponent -= 1
    }
    let grid = Self.grid(exponent, least, greatest)
    self.grid = grid
    bands = Self.bands(grid, bounds, edges, total)
  }

  /// The smallest grid of a cell size over a box.
  private static func grid(_ exponent: Int, _ least: Vertex, _ greatest: Vertex) -> CellGrid {
    func cell(_ degrees: Double) -> Int {
      CellGrid.cell(degrees, scale: CellGrid.scale(exponent), side: CellGrid.scale(-exponent))
    }
    let column = cell(least.x)
    let row = cell(least.y)
    return CellGrid(
      exponent: exponent,
      firstColumn: column,
      firstRow: row,
      columns: cell(greatest.x) - column + 1,
      rows: cell(greatest.y) - row + 1
    )
  }

  /// The number of cells of a size that a box meets; as a Double, since it may be any.
  private static func cells(_ exponent: Int, _ least: Vertex, _ greatest: Vertex) -> Double {
    let grid = grid(exponent, least, greatest)
    return Double(grid.columns) * Double(grid.rows)
  }

  /// The columns and rows that a box meets, counted from a grid's first.
  static func window(
    _ grid: CellGrid,
    _ box: (least: Vertex, greatest: Vertex)
  ) -> CellWindow {
    let own = Self.grid(grid.exponent, box.least, box.greatest)
    let column = own.firstColumn - grid.firstColumn
    let row = own.firstRow - grid.firstRow
    return CellWindow(
      columns: column...column + own.columns - 1,
      rows: row...row + own.rows - 1,
      of: grid
    )
  }

  /// Cuts the rows into bands of about equal numbers of edges and cells.
  private static func bands(
    _ grid: CellGrid,
    _ bounds: [(least: Vertex, greatest: Vertex)],
    _ edges: [Int],
    _ total: Int
  ) -> [Band] {
    var weights = [Double](repeating: 1e-3 * Double(grid.columns), count: grid.rows)
    for (box, edges) in zip(bounds, edges) {
      let window = window(grid, box)
      let weight = Double(edges) / Double(window.rows)
      for row in window.firstRow..<window.firstRow + window.rows { weights[row] += weight }
    }
    let whole = weights.reduce(0, +)
    var bands: [Band] = []
    var start = 0
    var weight = 0.0
    for row in weights.indices {
      weight += weights[row]
      let isLast = row == weights.count - 1
      if isLast || weight >= whole / Double(bandCount) {
        bands.append(Band(firstRow: start, rows: row + 1 - start, share: weight / whole))
        (start, weight) = (row + 1, 0)
      }
    }
    return bands
  }
}

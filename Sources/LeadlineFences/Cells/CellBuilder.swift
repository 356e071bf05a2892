import LeadlineGeometry

/// Fills the cells of a grid, and of whatever finer grids they need.
///
/// Fences come in the winner order. Each is drawn over the cells: its edges mark the cells that they
/// meet, and between marks whole runs of cells are inside or outside. Cells with few edges become
/// records, cells with many get a grid of their own, for which the same is done with the edges that
/// meet the cell. Nothing here is decided by rounded numbers: a rounded crossing only says which
/// corners have to be looked at exactly, and which cells an edge may at most meet.
struct CellBuilder: ~Copyable {
  /// What is known of a cell while its grid is being filled.
  struct Cell {
    /// The answer of the fences that cover it, as ``CellEntry/answer``; 0 for none.
    var cover: UInt32
    /// The piece drawn last into the cell; -1 for none.
    var lastPiece: Int32
  }

  /// A grid being filled: where its entries and its cells begin.
  private struct Node {
    var grid: CellGrid
    var firstEntry: Int
    var firstCell: Int
  }

  /// Cells with fewer edges, counted once per fence, are not divided.
  private static let fewEdges = 32
  private static let edgesPerColumn = 5
  /// Rounding moves a crossing by less than this, in degrees.
  private static let tolerance = 1e-12

  private let vertices: UnsafePointer<Vertex>
  /// Words beyond which no cell is divided any more.
  private let wordLimit: Int

  /// The entries: those of the first grid, then of the grids within, each behind its head.
  private(set) var entries = GrowingBuffer<UInt32>()
  private(set) var records = GrowingBuffer<UInt32>()

  // Stacks, of which each grid uses the top.
  private var cells = GrowingBuffer<Cell>()
  private var pieces = GrowingBuffer<CellPiece>()
  private var edges = GrowingBuffer<UInt32>()
  /// The pieces of the cells that are being divided.
  private var own = GrowingBuffer<CellPiece>()
  private var canvas = CellCanvas()
  private var writer: CellRecordWriter

  /// Makes a builder.
  ///
  /// - Parameters:
  ///   - vertices: All corners; each edge is one and the next. They must outlive the builder.
  ///   - wordLimit: How many 32-bit words entries and records may take before cells stay undivided.
  init(vertices: UnsafePointer<Vertex>, wordLimit: Int) {
    self.vertices = vertices
    self.wordLimit = wordLimit
    writer = CellRecordWriter(vertices: vertices)
  }

  /// Fills a grid with fences.
  ///
  /// - Parameters:
  ///   - grid: The cells; places outside of them are not asked for.
  ///   - ranks: The fences to draw, ascending.
  ///   - windows: For each of them the columns and rows of the grid that its box meets.
  ///   - rings: The vertices of a fence's rings, each ring closed.
  mutating func build(
    _ grid: CellGrid,
    ranks: [Int],
    windows: [CellWindow],
    rings: (Int) -> [Range<Int>]
  ) {
    entries.append(repeating: 0, count: grid.count)
    cells.append(repeating: Cell(cover: 0, lastPiece: -1), count: grid.count)
    let node = Node(grid: grid, firstEntry: 0, firstCell: 0)
    for (rank, window) in zip(ranks, windows) {
      let start = edges.count
      for ring in rings(rank) {
        for vertex in ring.dropLast() { edges.append(UInt32(truncatingIfNeeded: vertex)) }
      }
      draw(rank, edges: start..<edges.count, base: false, in: node, window)
    }
    finish(node)
  }

  /// Draws one fence: covers whole cells, and leaves a piece in each cell that an edge meets.
  private mutating func draw(
    _ rank: Int,
    edges range: Range<Int>,
    base: Bool,
    in node: Node,
    _ window: CellWindow
  ) {
    canvas.draw(
      edges[range],
      of: vertices,
      on: node.grid,
      window,
      base: base,
      tolerance: Self.tolerance
    )
    let end = edges.count
    var next = end
    for row in 0..<window.rows {
      var inside = canvas.beginRow(row)
      let firstCell =
        node.firstCell + (window.firstRow + row) * node.grid.columns + window.firstColumn
      var column = window.columns
      while column > 0 {
        inside ^= canvas.crossings[row &* (window.columns &+ 1) &+ column]
        column &-= 1
        let spot = row &* window.columns &+ column
        let count = canvas.counts[spot]
        guard count != 0 || inside != 0 else { continue }
        let isKept = note(rank, in: firstCell &+ column, count, holdsCorner: inside != 0, at: next)
        canvas.counts[spot] = isKept ? Int32(truncatingIfNeeded: next) : -1
        if isKept { next &+= Int(count) }
      }
    }
    guard next > end else { return }
    precondition(next <= Int(Int32.max), "a band of an index holds fewer than 2^31 edges")
    edges.append(repeating: 0, count: next - end)
    canvas.copyEdges(to: edges.values)
  }

  /// Notes that a fence covers a cell, or that it has edges in it.
  ///
  /// - Returns: Whether its edges are wanted.
  @inline(__always)
  private mutating func note(
    _ rank: Int,
    in number: Int,
    _ count: Int32,
    holdsCorner: Bool,
    at firstEdge: Int
  ) -> Bool {
    var cell = cells[number]
    let cover = Int(cell.cover)
    // A fence that comes behind two that cover the cell changes no answer in it.
    if cover & 1 != 0 && rank >= cover / 2 { return false }
    if count == 0 {
      let best = cover == 0 ? rank : min(rank, cover / 2 - 1)
      cell.cover = UInt32(
        truncatingIfNeeded: CellEntry.answer(rank: best, isContested: cover != 0)
      )
    } else {
      pieces.append(
        CellPiece(
          rank: Int32(truncatingIfNeeded: rank),
          holdsCorner: holdsCorner,
          firstEdge: Int32(truncatingIfNeeded: firstEdge),
          edgeCount: count,
          previous: cell.lastPiece
        )
      )
      cell.lastPiece = Int32(truncatingIfNeeded: pieces.count - 1)
    }
    cells[number] = cell
    return count != 0
  }

  /// Turns every cell of a grid into its entry.
  private mutating func finish(_ node: Node) {
    for row in 0..<node.grid.rows {
      for column in 0..<node.grid.columns {
        let number = row * node.grid.columns + column
        let cell = cells[node.firstCell + number]
        let entry =
          cell.lastPiece < 0
          ? CellEntry(bits: cell.cover << 2) : divide(cell, node.grid, column: column, row: row)
        entries[node.firstEntry + number] = entry.bits
      }
    }
  }

  /// Puts the pieces of a cell on the stack by ascending rank, without those that can change no
  /// answer.
  private mutating func collectPieces(of cell: Cell) -> Range<Int> {
    let start = own.count
    var next = cell.lastPiece
    while next >= 0 {
      let piece = pieces[Int(next)]
      if cell.cover & 1 == 0 || Int(piece.rank) < Int(cell.cover / 2) - 1 { own.append(piece) }
      next = piece.previous
    }
    var values = own.values
    values[start...].reverse()
    return start..<own.count
  }

  /// Makes a record or a grid of a cell that boundaries cross.
  private mutating func divide(
    _ cell: Cell,
    _ grid: CellGrid,
    column: Int,
    row: Int
  ) -> CellEntry {
    let range = collectPieces(of: cell)
    defer { own.truncate(to: range.lowerBound) }
    guard !range.isEmpty else { return CellEntry(bits: cell.cover << 2) }
    var count = 0
    for number in range { count += Int(own[number].edgeCount) }
    // A border chain of n edges crosses some s of the s * s cells, so each gets about n / s of them.
    let power = min(6, max(1, Int.bitWidth - (count / Self.edgesPerColumn).leadingZeroBitCount))
    let corner = Vertex(grid.west(ofColumn: column), grid.south(ofRow: row))
    guard count >= Self.fewEdges, grid.exponent + power <= CellGrid.finestExponent,
      entries.count + records.count < wordLimit
    else {
      let position = records.count
      writer.append(
        own[range],
        of: edges[0..<edges.count],
        cover: Int(cell.cover),
        corner: corner,
        opposite: Vertex(grid.west(ofColumn: column + 1), grid.south(ofRow: row + 1)),
        to: &records
      )
      return CellEntry(.record, position: position)
    }
    let inner = grid.child(column: column, row: row, power: power)
    return subdivide(cell, range, inner, power, corner)
  }

  /// Makes a grid of a cell.
  private mutating func subdivide(
    _ cell: Cell,
    _ range: Range<Int>,
    _ grid: CellGrid,
    _ power: Int,
    _ corner: Vertex
  ) -> CellEntry {
    let head = entries.count
    entries.append(CellEntry.head(exponent: grid.exponent, power: power))
    entries.append(repeating: 0, count: grid.count)
    let node = Node(grid: grid, firstEntry: head + 1, firstCell: cells.count)
    let (pieceCount, edgeCount) = (pieces.count, edges.count)
    cells.append(repeating: Cell(cover: cell.cover, lastPiece: -1), count: grid.count)
    for number in range {
      let piece = own[number]
      var base = piece.holdsCorner
      for vertex in edges[piece.edges] {
        let (start, end) = (vertices[Int(vertex)], vertices[Int(vertex) + 1])
        if Orientation.rayCrosses(from: corner, start, end) { base.toggle() }
      }
      draw(Int(piece.rank), edges: piece.edges, base: base, in: node, CellWindow(grid))
    }
    finish(node)
    cells.truncate(to: node.firstCell)
    pieces.truncate(to: pieceCount)
    edges.truncate(to: edgeCount)
    return CellEntry(.grid, position: head)
  }
}

import LeadlineGeometry

/// A part of a grid's columns and rows.
struct CellWindow: Hashable, Sendable {
  var firstColumn: Int
  var firstRow: Int
  var columns: Int
  var rows: Int

  var isEmpty: Bool { columns <= 0 || rows <= 0 }

  /// The whole grid.
  init(_ grid: CellGrid) {
    self.init(columns: 0...grid.columns - 1, rows: 0...grid.rows - 1, of: grid)
  }

  /// The columns and rows, counted from the grid's first, as far as the grid has them.
  init(columns: ClosedRange<Int>, rows: ClosedRange<Int>, of grid: CellGrid) {
    firstColumn = max(0, columns.lowerBound)
    firstRow = max(0, rows.lowerBound)
    self.columns = min(grid.columns - 1, columns.upperBound) - firstColumn + 1
    self.rows = min(grid.rows - 1, rows.upperBound) - firstRow + 1
  }
}

/// Draws the edges of one fence over a window of cells.
///
/// For every cell it finds the edges that may meet it, and for every cell's south-western corner
/// whether the fence holds it: the parity of the edges that a ray from it to the east crosses.
struct CellCanvas: ~Copyable {
  /// An edge that meets a cell.
  ///
  /// Not private: Swift 6.3 fails to compile a noncopyable struct whose
  /// private member types another file needs the layout of.
  struct Mark {
    var cell: Int32
    var vertex: UInt32
  }

  /// The number of columns drawn on.
  private var columns = 0
  /// Per row and column, one column more than there are: 1 where corners further west change side.
  private(set) var crossings = GrowingBuffer<UInt8>()
  /// Per row: 1 where all corners of it and of the rows north of it change side.
  private var turns = GrowingBuffer<UInt8>()
  /// Per cell: how many edges meet it; then where its next edge goes.
  var counts = GrowingBuffer<Int32>()
  private var marks = GrowingBuffer<Mark>()
  private var parity: UInt8 = 0

  /// Draws a fence's edges.
  ///
  /// - Parameters:
  ///   - edges: The positions of the edges' first vertices.
  ///   - vertices: All vertices.
  ///   - grid: The cells.
  ///   - window: The columns and rows to draw on.
  ///   - base: The parity of the crossings that the edges do not make, at the southern side.
  ///   - tolerance: How far off a rounded crossing may be, in degrees.
  mutating func draw(
    _ edges: UnsafeBufferPointer<UInt32>,
    of vertices: UnsafePointer<Vertex>,
    on grid: CellGrid,
    _ window: CellWindow,
    base: Bool,
    tolerance: Double
  ) {
    columns = window.columns
    parity = base ? 1 : 0
    marks.removeAll()
    crossings.removeAll()
    crossings.append(repeating: 0, count: window.rows * (window.columns + 1))
    turns.removeAll()
    turns.append(repeating: 0, count: window.rows)
    counts.removeAll()
    counts.append(repeating: 0, count: window.rows * window.columns)
    let pen = Pen(
      scale: grid.scale,
      side: grid.side,
      firstColumn: grid.firstColumn + window.firstColumn,
      firstRow: grid.firstRow + window.firstRow,
      columns: window.columns,
      rows: window.rows,
      tolerance: tolerance
    )
    let south = Double(pen.firstRow) * pen.side
    let east = Double(pen.firstColumn + pen.columns) * pen.side
    for vertex in edges {
      let start = vertices[Int(vertex)]
      let end = vertices[Int(vertex) + 1]
      draw(vertex, start, end, pen)
      // Where an edge ends east of the window, what a ray crosses changes though nothing is crossed.
      if start.x >= east { turn(at: start.y, south, pen) }
      if end.x >= east { turn(at: end.y, south, pen) }
    }
  }

  /// The window's place and size in numbers.
  private struct Pen {
    var scale: Double
    var side: Double
    var firstColumn: Int
    var firstRow: Int
    var columns: Int
    var rows: Int
    var tolerance: Double

    @inline(__always) func column(_ longitude: Double) -> Int {
      CellGrid.cell(longitude, scale: scale, side: side) &- firstColumn
    }
    @inline(__always) func row(_ latitude: Double) -> Int {
      CellGrid.cell(latitude, scale: scale, side: side) &- firstRow
    }
    @inline(__always) func west(_ column: Int) -> Double { Double(firstColumn &+ column) * side }
    @inline(__always) func south(_ row: Int) -> Double { Double(firstRow &+ row) * side }
  }

  /// Corners at and north of a latitude within the window change side.
  private mutating func turn(at latitude: Double, _ south: Double, _ pen: Pen) {
    guard latitude > south else { return }
    var row = pen.row(latitude)
    if pen.south(row) < latitude { row += 1 }
    if row < pen.rows { turns[row] = turns[row] ^ 1 }
  }

  @inline(__always)
  private mutating func mark(_ vertex: UInt32, columns: ClosedRange<Int>, row: Int, _ pen: Pen) {
    guard columns.upperBound >= 0 && columns.lowerBound < pen.columns else { return }
    let base = row &* pen.columns
    for column in max(0, columns.lowerBound)...min(pen.columns &- 1, columns.upperBound) {
      let cell = base &+ column
      counts[cell] = counts[cell] &+ 1
      marks.append(Mark(cell: Int32(truncatingIfNeeded: cell), vertex: vertex))
    }
  }

  private mutating func draw(_ vertex: UInt32, _ start: Vertex, _ end: Vertex, _ pen: Pen) {
    let (low, high) = start.y <= end.y ? (start, end) : (end, start)
    let firstRow = pen.row(low.y)
    let lastRow = pen.row(high.y)
    guard firstRow < pen.rows && lastRow >= 0 && start != end else { return }
    let west = min(low.x, high.x)
    let east = max(low.x, high.x)
    let firstColumn = pen.column(west)
    let lastColumn = pen.column(east)
    if firstRow == lastRow {
      mark(vertex, columns: firstColumn...lastColumn, row: firstRow, pen)
      // Only an edge that begins at the row's southern side can cross the line of its corners.
      if low.y == pen.south(firstRow) && high.y > low.y {
        cross(low, high, near: low.x, row: firstRow, pen)
      }
      return
    }
    let slope = (high.x - low.x) / (high.y - low.y)
    // Of an edge less high than numbers can tell, any place between its ends may be meant.
    let isSteady = slope.isFinite
    var x = low.x
    if firstRow < 0 { x = low.x + (pen.south(0) - low.y) * slope }
    for row in max(0, firstRow)...min(pen.rows &- 1, lastRow) {
      let south = pen.south(row)
      if low.y <= south && south < high.y {
        cross(low, high, near: isSteady ? x : .nan, row: row, pen)
      }
      let next = row < lastRow ? low.x + (pen.south(row &+ 1) - low.y) * slope : high.x
      if isSteady {
        let from = max(west, min(x, next) - pen.tolerance)
        let to = min(east, max(x, next) + pen.tolerance)
        mark(vertex, columns: pen.column(from)...pen.column(to), row: row, pen)
      } else {
        mark(vertex, columns: firstColumn...lastColumn, row: row, pen)
      }
      x = next
    }
  }

  /// An edge crosses the line of a row's corners: those west of it change side.
  private mutating func cross(
    _ low: Vertex,
    _ high: Vertex,
    near x: Double,
    row: Int,
    _ pen: Pen
  ) {
    let south = pen.south(row)
    // The last corner that may lie west of the crossing, and from where on that is sure.
    var column: Int
    var sure: Int
    if x.isNaN {
      column = pen.column(max(low.x, high.x))
      sure = pen.column(min(low.x, high.x)) - 1
    } else {
      column = pen.column(x + pen.tolerance)
      sure = pen.column(x - pen.tolerance)
      // A corner exactly at the tolerance's end has to be looked at too.
      if pen.west(sure) >= x - pen.tolerance { sure -= 1 }
    }
    column = min(column, pen.columns - 1)
    while column > sure && column >= 0
      && !Orientation.isWest(Vertex(pen.west(column), south), of: low, high)
    {
      column -= 1
    }
    if column >= 0 {
      let corner = row * (pen.columns + 1) + column + 1
      crossings[corner] = crossings[corner] ^ 1
    }
  }

  /// Begins the next row, from south to north: the side of the corners east of all crossings.
  mutating func beginRow(_ row: Int) -> UInt8 {
    parity ^= turns[row]
    return parity
  }

  /// Copies the edges of each cell to where the scan said, in the order in which they were drawn.
  mutating func copyEdges(to edges: UnsafeMutableBufferPointer<UInt32>) {
    for mark in marks.values {
      let target = counts[Int(mark.cell)]
      guard target >= 0 else { continue }
      edges[Int(target)] = mark.vertex
      counts[Int(mark.cell)] = target &+ 1
    }
  }
}

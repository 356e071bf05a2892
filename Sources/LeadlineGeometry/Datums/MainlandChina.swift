/// The area where GCJ-02 and BD-09 differ from WGS 84: mainland China with Hainan, Sansha and its
/// coastal waters; not Hong Kong, Macau, Taiwan or any neighbour.
///
/// It is the time zone Asia/Shanghai as OpenStreetMap has it, with what that says of disputed land.
///
/// The outline is simplified: within 100 m on land borders, 10 m around Hong Kong and Macau, 30 m
/// around Kinmen, 60 m around Matsu, 400 m at sea. A place counts as inside by the even-odd rule;
/// edges are straight in longitude and latitude.
package final class MainlandChina: Sendable {
  /// One edge of the outline, in units of 1e-5 degree.
  package struct Edge: Sendable {
    package let startX: Double
    package let startY: Double
    package let endX: Double
    package let endY: Double

    /// Tells whether the ray from a place due east meets the edge.
    ///
    /// An edge owns its lower end and not its upper one, so that a ray through a vertex meets the
    /// outline once. Left and right of the edge's box no arithmetic is asked: the grid leaves such
    /// edges out, and must come to the answer that the formula would.
    @inline(__always)
    package func crossesEast(of x: Double, _ y: Double) -> Bool {
      guard (startY > y) != (endY > y) else { return false }
      if x < min(startX, endX) { return true }
      if x >= max(startX, endX) { return false }
      let side = (endX - startX) * (y - startY) - (x - startX) * (endY - startY)
      return (side > 0) == (endY > startY) && side != 0
    }
  }

  /// The edges that matter within one cell of the grid.
  private struct Cell {
    /// Where its edges and its steps begin in the common lists.
    var firstEdge: Int32 = 0
    var firstStep: Int32 = 0
    var edges: Int32 = 0
    /// Steps, twice, and in the lowest bit whether a place above all of them, with no edge of the
    /// cell to its east, is inside.
    var stepsAndBase: Int32 = 0
  }

  /// Whether a cell lies on one side of the outline.
  private enum State: UInt8 {
    case outside
    case inside
    case divided
  }

  /// The area, decoded and indexed when it is first asked for.
  package static let shared = MainlandChina()

  /// Units of the outline in a degree.
  package static let unitsPerDegree = 100_000.0
  /// The side of a grid cell in units: a quarter of a degree.
  private static let cellSize = 25_000.0
  private static let cellsPerUnit = 1 / cellSize

  private let west: Double
  private let south: Double
  private let columns: Int
  private let rows: Int
  /// What most places need to know of their cell, in a byte: it fits a fast cache.
  private let states: [State]
  private let cells: [Cell]
  private let cellEdges: [Edge]
  private let cellSteps: [Double]

  /// Tells whether a place, in WGS 84 degrees, lies in the area.
  ///
  /// NaN, infinities and anything off the globe lie outside.
  ///
  /// - Complexity: O(edges in a cell of a quarter degree), none in most of them.
  package func contains(longitude: Double, latitude: Double) -> Bool {
    let x = longitude * Self.unitsPerDegree
    let y = latitude * Self.unitsPerDegree
    // Rounding may put a place within 1e-9 units of a line between cells on its other side: no
    // edge is missed, as those of the cell across that are not in both end a unit off the line.
    let column = (x - west) * Self.cellsPerUnit
    let row = (y - south) * Self.cellsPerUnit
    // NaN fails the comparisons.
    guard column >= 0 && row >= 0 && column < Double(columns) && row < Double(rows) else {
      return false
    }
    let number = Int(row) * columns + Int(column)
    switch states[number] {
    case .outside: return false
    case .inside: return true
    case .divided: return contains(x: x, y: y, cell: cells[number])
    }
  }

  private func contains(x: Double, y: Double, cell: Cell) -> Bool {
    var inside = cell.stepsAndBase & 1 != 0
    let firstStep = Int(cell.firstStep)
    for step in firstStep..<(firstStep + Int(cell.stepsAndBase >> 1)) where cellSteps[step] > y {
      inside.toggle()
    }
    let firstEdge = Int(cell.firstEdge)
    for edge in firstEdge..<(firstEdge + Int(cell.edges))
    where cellEdges[edge].crossesEast(of: x, y) {
      inside.toggle()
    }
    return inside
  }

  /// Tells whether a place lies in the area or at most some 20 km outside its box; false for NaN.
  package func isNear(longitude: Double, latitude: Double) -> Bool {
    let x = (longitude * Self.unitsPerDegree - west) / Self.cellSize
    let y = (latitude * Self.unitsPerDegree - south) / Self.cellSize
    return x >= 0 && y >= 0 && x < Double(columns) && y < Double(rows)
  }

  /// The edges of the outline's rings, each ring in its order.
  ///
  /// Decoded anew at each call, as a search needs only the copies in the grid.
  package static func rings() -> [[Edge]] {
    decodeOutline().map { ring in
      ring.indices.map { position in
        let start = ring[position]
        let end = ring[(position + 1) % ring.count]
        return Edge(startX: start.x, startY: start.y, endX: end.x, endY: end.y)
      }
    }
  }

  private init() {
    let rings = Self.rings()
    var edges: [Edge] = []
    /// For each edge, the edges of its ring before and after it.
    var neighbours: [(before: Int, after: Int)] = []
    for ring in rings {
      let first = edges.count
      edges += ring
      for position in ring.indices {
        neighbours.append(
          (
            before: first + (position + ring.count - 1) % ring.count,
            after: first + (position + 1) % ring.count
          )
        )
      }
    }
    let xs = edges.map(\.startX)
    let ys = edges.map(\.startY)
    // A margin of one cell, so that no edge touches the outermost ones.
    west = (xs.min() ?? 0) - Self.cellSize
    south = (ys.min() ?? 0) - Self.cellSize
    columns = Int(((xs.max() ?? 0) - west) / Self.cellSize) + 2
    rows = Int(((ys.max() ?? 0) - south) / Self.cellSize) + 2

    let grid = Grid(west: west, south: south, columns: columns, rows: rows)
    let members = grid.edgesByCell(edges)
    let crossings = grid.crossingsByRow(edges)
    var cells: [Cell] = []
    var cellEdges: [Edge] = []
    var cellSteps: [Double] = []
    /// The last cell that each edge was met in.
    var lastCells = [Int](repeating: -1, count: edges.count)
    for row in 0..<rows {
      let y = grid.bottom(ofRow: row)
      let crossing = crossings[row]
      for column in 0..<columns {
        let east = west + Double(column + 1) * Self.cellSize
        let own = members[cells.count]
        for number in own { lastCells[number] = cells.count }
        let firstStep = cellSteps.count
        var farEast = crossing.count(where: { $0 > east })
        for number in own {
          let edge = edges[number]
          let near = neighbours[number]
          // Where the outline goes on outside the cell and east of it, the edges there count for
          // every place of the cell between their two latitudes: a step at the vertex.
          if edge.startX > east, lastCells[near.before] != cells.count {
            cellSteps.append(edge.startY)
            if edge.startY > y { farEast += 1 }
          }
          if edge.endX > east, lastCells[near.after] != cells.count {
            cellSteps.append(edge.endY)
            if edge.endY > y { farEast += 1 }
          }
        }
        cells.append(
          Cell(
            firstEdge: Int32(cellEdges.count),
            firstStep: Int32(firstStep),
            edges: Int32(own.count),
            stepsAndBase: Int32((cellSteps.count - firstStep) * 2 + farEast % 2)
          )
        )
        for number in own { cellEdges.append(edges[number]) }
      }
    }
    self.cells = cells
    states = cells.map {
      $0.edges > 0 ? .divided : $0.stepsAndBase & 1 != 0 ? .inside : .outside
    }
    self.cellEdges = cellEdges
    self.cellSteps = cellSteps
  }

  /// How edges are dealt to cells.
  private struct Grid {
    let west: Double
    let south: Double
    let columns: Int
    let rows: Int

    /// The numbers of the edges whose box meets each cell, closed on all sides.
    func edgesByCell(_ edges: [Edge]) -> [[Int]] {
      var members = [[Int]](repeating: [], count: columns * rows)
      for (number, edge) in edges.enumerated() {
        let columns = span(edge.startX - west, edge.endX - west, limit: columns)
        for row in span(edge.startY - south, edge.endY - south, limit: rows) {
          for column in columns { members[row * self.columns + column].append(number) }
        }
      }
      return members
    }

    /// The latitude by which the bases of a row's cells are settled; any of the row would do, this one is
    /// on its lower side.
    func bottom(ofRow row: Int) -> Double { south + Double(row) * MainlandChina.cellSize }

    /// The western ends of the edges that cross the bottom of each row.
    func crossingsByRow(_ edges: [Edge]) -> [[Double]] {
      var crossings = [[Double]](repeating: [], count: rows)
      for edge in edges {
        for row in span(edge.startY - south, edge.endY - south, limit: rows) {
          let y = bottom(ofRow: row)
          if (edge.startY > y) != (edge.endY > y) {
            crossings[row].append(min(edge.startX, edge.endX))
          }
        }
      }
      return crossings
    }

    private func span(_ first: Double, _ second: Double, limit: Int) -> ClosedRange<Int> {
      let low = min(first, second) / MainlandChina.cellSize
      let high = max(first, second) / MainlandChina.cellSize
      // A coordinate on the line between two cells belongs to both.
      let start = low == low.rounded(.down) ? Int(low) - 1 : Int(low)
      return max(0, start)...min(limit - 1, Int(high))
    }
  }

  private static func decodeOutline() -> [[(x: Double, y: Double)]] {
    outline.withUTF8Buffer { text in
      var digits = text.makeIterator()
      /// The next number; nil at the end of the text.
      func number() -> Int? {
        var value = 0
        var shift = 0
        while let byte = digits.next() {
          // What is below the first digit is a line break.
          guard byte >= UInt8(ascii: "0") else { continue }
          let digit = Int(byte - UInt8(ascii: "0"))
          value |= (digit & 31) << shift
          if digit < 32 { return value }
          shift += 5
        }
        return nil
      }
      func step() -> Int {
        let coded = number() ?? 0
        return coded & 1 == 0 ? coded >> 1 : -((coded + 1) >> 1)
      }
      var rings: [[(x: Double, y: Double)]] = []
      var x = 0
      var y = 0
      while let count = number() {
        var ring: [(x: Double, y: Double)] = []
        ring.reserveCapacity(count)
        for _ in 0..<count {
          x += step()
          y += step()
          ring.append((x: Double(x), y: Double(y)))
        }
        rings.append(ring)
      }
      return rings
    }
  }
}

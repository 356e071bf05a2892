import LeadlineGeometry

/// The edges of one fence in one cell.
struct CellPiece {
  var rank: Int32
  /// Whether the fence holds the cell's south-western corner by the half-open crossing rule.
  var holdsCorner: Bool
  /// Where the positions of its edges' first vertices are in the list of edges.
  var firstEdge: Int32
  var edgeCount: Int32
  /// The piece drawn before into the same cell; -1 for none.
  var previous: Int32

  var edges: Range<Int> { Int(firstEdge)..<Int(firstEdge) + Int(edgeCount) }
}

/// Writes the ``CellRecord`` of one cell after the other.
struct CellRecordWriter: ~Copyable {
  /// An edge of one or several of a group's fences.
  ///
  /// Not private, as the note at CellCanvas.Mark says.
  struct Edge {
    var vertex: UInt32
    var mask: UInt32
    var low: Vertex
    var high: Vertex

    @inline(__always)
    func isSame(_ low: Vertex, _ high: Vertex) -> Bool { self.low == low && self.high == high }
  }

  struct Turn {
    var vertex: UInt32
    var mask: UInt32
    var latitude: Double
  }

  private let vertices: UnsafePointer<Vertex>
  private var edges = GrowingBuffer<Edge>()
  private var turns = GrowingBuffer<Turn>()
  private var runs = GrowingBuffer<UInt32>()

  /// Beyond this, looking for edges that fences share would cost more than it saves.
  private static let mostComparedEdges = 96

  init(vertices: UnsafePointer<Vertex>) { self.vertices = vertices }

  /// Appends a record.
  ///
  /// - Parameters:
  ///   - pieces: At least one, by ascending rank.
  ///   - list: The list of edges that they refer to.
  ///   - cover: The answer of the fences that cover the whole cell; 0 for none.
  ///   - corner: The cell's south-western corner.
  ///   - opposite: Its north-eastern one.
  ///   - words: What is appended to.
  mutating func append(
    _ pieces: UnsafeBufferPointer<CellPiece>,
    of list: UnsafeBufferPointer<UInt32>,
    cover: Int,
    corner: Vertex,
    opposite: Vertex,
    to words: inout GrowingBuffer<UInt32>
  ) {
    var start = 0
    while start < pieces.count {
      let end = min(pieces.count, start + CellRecord.fencesPerGroup)
      let group = UnsafeBufferPointer(rebasing: pieces[start..<end])
      collectEdges(group, of: list)
      var parities: UInt32 = 0
      for bit in 0..<group.count where group[bit].holdsCorner { parities |= 1 << UInt32(bit) }
      for number in 0..<edges.count {
        let edge = edges[number]
        if Orientation.rayCrosses(from: corner, edge.low, edge.high) { parities ^= edge.mask }
      }
      collectTurns(corner, opposite)
      collectRuns()
      let hasCover = start == 0 && cover != 0
      let head = CellRecord.Head(
        fences: group.count,
        hasMore: end < pieces.count,
        hasCover: hasCover,
        parities: parities,
        runs: runs.count / 2,
        turns: turns.count
      )
      words.append(head.bits)
      if head.isLong {
        words.append(UInt32(runs.count / 2))
        words.append(UInt32(turns.count))
      }
      if hasCover { words.append(UInt32(cover)) }
      for piece in group { words.append(UInt32(piece.rank)) }
      for number in 0..<runs.count { words.append(runs[number]) }
      for number in 0..<turns.count {
        words.append(turns[number].vertex)
        words.append(turns[number].mask)
      }
      start = end
    }
  }

  /// The edges of a group; one that several fences share becomes one with several bits.
  private mutating func collectEdges(
    _ pieces: UnsafeBufferPointer<CellPiece>,
    of list: UnsafeBufferPointer<UInt32>
  ) {
    edges.removeAll()
    var total = 0
    for piece in pieces { total += Int(piece.edgeCount) }
    let isCompared = total <= Self.mostComparedEdges
    for bit in 0..<pieces.count {
      let mask: UInt32 = 1 << UInt32(bit)
      let others = isCompared ? edges.count : 0
      // Neighbours run along a border in opposite directions, so the next twin is mostly the one
      // before the last.
      var guess = others - 1
      for vertex in list[pieces[bit].edges] {
        let start = vertices[Int(vertex)]
        let end = vertices[Int(vertex) + 1]
        let isForward = start.y < end.y || (start.y == end.y && start.x <= end.x)
        let (low, high) = isForward ? (start, end) : (end, start)
        if others > 0 {
          if guess < 0 || !edges[guess].isSame(low, high) {
            guess = others - 1
            while guess >= 0 && !edges[guess].isSame(low, high) { guess -= 1 }
          }
          // An edge that one fence has twice counts twice, so the second stays by itself.
          if guess >= 0 && edges[guess].mask & mask == 0 {
            edges[guess].mask |= mask
            guess -= 1
            continue
          }
        }
        edges.append(Edge(vertex: vertex, mask: mask, low: low, high: high))
      }
    }
  }

  /// The ends of edges east of the cell whose latitude is within the cell's, borders excluded.
  private mutating func collectTurns(_ corner: Vertex, _ opposite: Vertex) {
    turns.removeAll()
    for number in 0..<edges.count {
      let edge = edges[number]
      guard max(edge.low.x, edge.high.x) >= opposite.x else { continue }
      for vertex in edge.vertex...edge.vertex + 1 {
        let place = vertices[Int(vertex)]
        guard place.x >= opposite.x && place.y > corner.y && place.y < opposite.y else { continue }
        // Two edges that meet there turn the same fences twice, which is not at all.
        let last = turns.count - 1
        if last >= 0 && turns[last].latitude == place.y {
          turns[last].mask ^= edge.mask
          if turns[last].mask == 0 { turns.truncate(to: last) }
        } else {
          turns.append(Turn(vertex: vertex, mask: edge.mask, latitude: place.y))
        }
      }
    }
  }

  /// Edges of the same fences behind each other become one run.
  private mutating func collectRuns() {
    runs.removeAll()
    var next: UInt32 = 0
    var mask: UInt32 = 0
    var length = 0
    for number in 0..<edges.count {
      let edge = edges[number]
      if edge.mask == mask && edge.vertex == next && length < CellRecord.longestRun {
        length += 1
        runs[runs.count - 1] += 1
      } else {
        length = 1
        mask = edge.mask
        runs.append(edge.vertex)
        runs.append(mask << 24 | 1)
      }
      next = edge.vertex + 1
    }
  }
}

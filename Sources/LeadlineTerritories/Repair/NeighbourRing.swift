import LeadlineGeometry

/// The neighbours of every customer in the order of their direction, with a mark between those that
/// are neighbours of each other.
///
/// In a triangulation the neighbours of a customer form a ring, and a territory that holds one
/// unbroken stretch of it stays in one piece when the customer leaves. The marks are taken from the
/// graph itself, so a ring with gaps (at the hull, or after customers were merged) is told as such
/// and never as whole.
struct NeighbourRing: Sendable {
  /// Where each customer's ring begins; one more than there are customers.
  let offsets: [Int32]
  /// Twice the neighbour's position, plus 1 if it is a neighbour of the next one in the ring.
  let entries: [Int32]

  /// Orders the neighbours by direction.
  ///
  /// - Complexity: O(edges · log degree), on the given number of threads.
  init(graph: ContiguityGraph, x: [Double], y: [Double], threads: Int?) {
    offsets = graph.offsets
    let size = 16_384
    let blocks = (graph.count + size - 1) / size
    let parts = Workers.map(blocks, threads: threads) { block in
      Self.block(block * size..<min(graph.count, (block + 1) * size), graph, x, y)
    }
    entries = parts.count == 1 ? parts[0] : parts.flatMap(\.self)
  }

  /// The rings of a range of customers, one behind the other.
  private static func block(
    _ range: Range<Int>,
    _ graph: ContiguityGraph,
    _ x: [Double],
    _ y: [Double]
  ) -> [Int32] {
    let offsets = graph.offsets
    let neighbours = graph.neighbours
    var entries: [Int32] = []
    entries.reserveCapacity(Int(offsets[range.upperBound] - offsets[range.lowerBound]))
    var ring: [(direction: Double, atom: Int32)] = []
    for atom in range {
      ring.removeAll(keepingCapacity: true)
      for edge in Int(offsets[atom])..<Int(offsets[atom + 1]) {
        let other = neighbours[edge]
        let entry = (direction(x[Int(other)] - x[atom], y[Int(other)] - y[atom]), other)
        var slot = ring.count
        ring.append(entry)
        while slot > 0, entry.0 < ring[slot - 1].direction {
          ring[slot] = ring[slot - 1]
          slot -= 1
        }
        ring[slot] = entry
      }
      for slot in ring.indices {
        let next = ring[slot + 1 == ring.count ? 0 : slot + 1].atom
        let linked = graph.hasEdge(Int(ring[slot].atom), next)
        entries.append(ring[slot].atom << 1 | (linked ? 1 : 0))
      }
    }
    return entries
  }

  /// A number that grows with the angle of a vector, from 0 to 4 round the circle.
  private static func direction(_ dx: Double, _ dy: Double) -> Double {
    let length = abs(dx) + abs(dy)
    guard length > 0 else { return 0 }
    let ratio = dy / length
    return dx < 0 ? 2 - ratio : (dy < 0 ? 4 + ratio : ratio)
  }
}

extension ContiguityGraph {
  /// Tells whether two customers are neighbours.
  ///
  /// - Complexity: O(log degree).
  func hasEdge(_ atom: Int, _ other: Int32) -> Bool {
    var low = Int(offsets[atom])
    var high = Int(offsets[atom + 1])
    while high - low > 8 {
      let middle = (low + high) / 2
      if neighbours[middle] <= other { low = middle } else { high = middle }
    }
    while low < high {
      if neighbours[low] == other { return true }
      low += 1
    }
    return false
  }
}

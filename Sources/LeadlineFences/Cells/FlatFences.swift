import LeadlineGeometry
import LeadlineModel

/// The corners of many fences behind each other, and where each ring, polygon and fence begins.
struct FlatFences {
  /// All corners; owned by whoever takes the storage over.
  let vertices: UnsafeMutableBufferPointer<Vertex>
  /// The first vertex of each ring, and the end.
  private(set) var rings: [UInt32] = [0]
  /// The first ring of each polygon, and the end.
  private(set) var polygons: [UInt32] = [0]
  /// The first polygon of each fence, and the end.
  private(set) var fences: [UInt32] = [0]
  /// The least and the greatest coordinates of each fence; nil for one that encloses nothing.
  private(set) var bounds: [(least: Vertex, greatest: Vertex)?] = []

  /// Lays out the areas of fences, on all cores.
  ///
  /// - Complexity: O(*n*) in the number of coordinates.
  init(_ list: [Fence]) {
    for fence in list {
      for polygon in fence.area.polygons {
        rings.append(Self.end(rings, polygon.exterior.count))
        for hole in polygon.holes { rings.append(Self.end(rings, hole.count)) }
        polygons.append(UInt32(rings.count - 1))
      }
      fences.append(UInt32(polygons.count - 1))
    }
    vertices = CellStorage.allocate(Vertex.self, count: Int(rings[rings.count - 1]))
    var bounds = [(least: Vertex, greatest: Vertex)?](repeating: nil, count: list.count)
    let flat = self
    bounds.withUnsafeMutableBufferPointer { bounds in
      // Each iteration fills the elements and the vertices of its own fences, and all end in here.
      nonisolated(unsafe) let (bounds, flat) = (bounds, flat)
      Workers.split(list.count, size: 64, threads: nil) { next in
        while let range = next() {
          for number in range {
            var end = flat.vertices(ofFence: number).lowerBound
            var least = Vertex(repeating: .infinity)
            var greatest = Vertex(repeating: -.infinity)
            for polygon in list[number].area.polygons {
              flat.copy(polygon.exterior, at: &end, &least, &greatest)
              for hole in polygon.holes { flat.copy(hole, at: &end, &least, &greatest) }
            }
            bounds[number] = greatest.y > least.y ? (least, greatest) : nil
          }
        }
      }
    }
    self.bounds = bounds
  }

  private static func end(_ rings: [UInt32], _ count: Int) -> UInt32 {
    let (end, overflow) = rings[rings.count - 1].addingReportingOverflow(
      UInt32(clamping: count)
    )
    precondition(!overflow, "an index holds fewer than 2^32 coordinates of fences")
    return end
  }

  private func copy(
    _ ring: [Coordinate],
    at end: inout Int,
    _ least: inout Vertex,
    _ greatest: inout Vertex
  ) {
    for coordinate in ring {
      let vertex = Vertex(coordinate.longitude, coordinate.latitude)
      vertices[end] = vertex
      end &+= 1
      least = Vertex(min(least.x, vertex.x), min(least.y, vertex.y))
      greatest = Vertex(max(greatest.x, vertex.x), max(greatest.y, vertex.y))
    }
  }

  /// The vertices of each ring of a fence.
  func rings(ofFence number: Int) -> [Range<Int>] {
    let first = Int(polygons[Int(fences[number])])
    let last = Int(polygons[Int(fences[number + 1])])
    return (first..<last).map { Int(rings[$0])..<Int(rings[$0 + 1]) }
  }

  /// The vertices of the rings of each polygon of a fence, the exterior first.
  func polygonRings(ofFence number: Int) -> [[Range<Int>]] {
    (Int(fences[number])..<Int(fences[number + 1])).map { polygon in
      (Int(polygons[polygon])..<Int(polygons[polygon + 1])).map {
        Int(rings[$0])..<Int(rings[$0 + 1])
      }
    }
  }

  /// All vertices of a fence.
  func vertices(ofFence number: Int) -> Range<Int> {
    let first = Int(rings[Int(polygons[Int(fences[number])])])
    return first..<Int(rings[Int(polygons[Int(fences[number + 1])])])
  }
}

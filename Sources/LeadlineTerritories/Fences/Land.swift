/// The triangles inside the frame, and whose each of their corners is.
///
/// Corners at one place are one node as long as triangles inside join them round it: where the
/// frame touches itself a place has several nodes, so that land is never joined through a point.
struct Land {
  let mesh: ConstrainedMesh
  /// The half-edges of the triangles inside, in threes, ascending.
  let edges: [Int32]
  /// The node of each half-edge's start; -1 outside.
  let node: [Int32]
  /// The place of each node.
  let nodePlace: [Int32]
  /// Which nodes lie on the frame.
  let isRim: [Bool]
  /// The territory of each node.
  private(set) var labels: [Int32]

  /// Finds the nodes.
  ///
  /// - Parameters:
  ///   - mesh: The triangles.
  ///   - placeLabels: The territory of each place; -1 for none. It counts strictly inside the frame.
  init(mesh: ConstrainedMesh, placeLabels: [Int32]) {
    self.mesh = mesh
    let isInside = mesh.insideTriangles()
    var edges: [Int32] = []
    edges.reserveCapacity(mesh.starts.count)
    var node = mesh.starts
    var touchesFrame = [Bool](repeating: false, count: mesh.places.count)
    for edge in mesh.starts.indices {
      if isInside[edge / 3] { edges.append(Int32(edge)) } else { node[edge] = -1 }
      if mesh.isFrame[edge] || !isInside[edge / 3] {
        touchesFrame[Int(mesh.starts[edge])] = true
        touchesFrame[Int(mesh.end(edge))] = true
      }
    }
    var nodePlace = (0..<Int32(mesh.places.count)).map(\.self)
    var isRim = [Bool](repeating: false, count: mesh.places.count)
    let places = Int32(mesh.places.count)
    for edge in edges where touchesFrame[Int(mesh.starts[Int(edge)])] && node[Int(edge)] < places {
      let name = Int32(nodePlace.count)
      nodePlace.append(mesh.starts[Int(edge)])
      isRim.append(true)
      // The frame bounds the fan of triangles on both sides.
      var corner = Int(edge)
      while !mesh.isFrame[corner] { corner = Triangulation.next(Int(mesh.twins[corner])) }
      while true {
        node[corner] = name
        let previous = Triangulation.previous(corner)
        if mesh.isFrame[previous] { break }
        corner = Int(mesh.twins[previous])
      }
    }
    self.edges = edges
    self.node = node
    self.nodePlace = nodePlace
    self.isRim = isRim
    labels = nodePlace.indices.map {
      $0 < Int(places) && !touchesFrame[$0] ? placeLabels[$0] : -1
    }
  }

  /// The node where a half-edge ends.
  @inline(__always)
  func endNode(_ edge: Int) -> Int32 { node[Triangulation.next(edge)] }

  /// The place of a node.
  func place(_ node: Int32) -> LatticePoint { mesh.places[Int(nodePlace[Int(node)])] }

  // MARK: Whose land

  /// Gives a node to a territory; -1 takes it from its own until ``spreadLabels(shape:)``.
  mutating func relabel(_ node: Int32, to label: Int32) { labels[Int(node)] = label }

  /// Gives the nodes without territory to that of the nearest one along the edges of triangles, and
  /// parts of the frame without customers to the territory nearest across the outside.
  mutating func spreadLabels(shape: LatticePoint) {
    var links: [LabelSpread.Link] = []
    for edge in edges {
      let (a, b) = (node[Int(edge)], endNode(Int(edge)))
      guard labels[Int(a)] < 0 || labels[Int(b)] < 0 else { continue }
      links.append(.init(a, b, length(a, b, shape)))
    }
    LabelSpread(count: labels.count, links: links).spread(&labels)
    guard edges.contains(where: { labels[Int(node[Int($0)])] < 0 }) else { return }
    spreadAcrossTheOutside(shape: shape)
  }

  private mutating func spreadAcrossTheOutside(shape: LatticePoint) {
    var byPlace = [Int32](repeating: -1, count: mesh.places.count)
    for edge in edges { byPlace[Int(mesh.starts[Int(edge)])] = labels[Int(node[Int(edge)])] }
    var links: [LabelSpread.Link] = []
    for edge in mesh.starts.indices {
      let (a, b) = (mesh.starts[edge], mesh.end(edge))
      guard byPlace[Int(a)] < 0 || byPlace[Int(b)] < 0 else { continue }
      links.append(.init(a, b, length(a, b, shape)))
    }
    let distances = LabelSpread(count: byPlace.count, links: links).spread(&byPlace)
    // All of a part goes to the territory that is nearest to any place of it.
    var parts = Partition(count: labels.count)
    for edge in edges { parts.join(node[Int(edge)], endNode(Int(edge))) }
    var nearest: [Int32: Int32] = [:]
    for edge in edges where labels[Int(node[Int(edge)])] < 0 {
      let part = parts.representative(node[Int(edge)])
      let place = mesh.starts[Int(edge)]
      if let known = nearest[part], distances[Int(known)] <= distances[Int(place)] { continue }
      nearest[part] = place
    }
    for edge in edges where labels[Int(node[Int(edge)])] < 0 {
      let part = parts.representative(node[Int(edge)])
      if let place = nearest[part] { labels[Int(node[Int(edge)])] = max(0, byPlace[Int(place)]) }
    }
  }

  private func length(_ a: Int32, _ b: Int32, _ shape: LatticePoint) -> Double {
    let offset = (place(a) - place(b)) * shape
    return (offset * offset).sum().squareRoot()
  }

  /// The pieces of land: nodes of one territory that edges of triangles join.
  ///
  /// - Returns: For each node the least node of its piece.
  func pieces() -> [Int32] {
    var parts = Partition(count: labels.count)
    for edge in edges {
      let (a, b) = (node[Int(edge)], endNode(Int(edge)))
      if a < b || mesh.isFrame[Int(edge)], labels[Int(a)] == labels[Int(b)] { parts.join(a, b) }
    }
    return labels.indices.map { parts.representative(Int32($0)) }
  }
}

/// Sets of numbers that are joined step by step.
struct Partition {
  private var parent: [Int32]

  init(count: Int) { parent = (0..<Int32(count)).map(\.self) }

  /// The least number of a number's set.
  mutating func representative(_ number: Int32) -> Int32 {
    var number = number
    while parent[Int(number)] != number {
      parent[Int(number)] = parent[Int(parent[Int(number)])]
      number = parent[Int(number)]
    }
    return number
  }

  /// Joins the sets of two numbers.
  mutating func join(_ a: Int32, _ b: Int32) {
    let (first, second) = (representative(a), representative(b))
    if first != second { parent[Int(max(first, second))] = min(first, second) }
  }
}

internal import LeadlineGeometry

/// Builds a Delaunay triangulation point by point, along a curve on which each is near the last.
///
/// The plane outside the hull is divided into triangles as well: each edge of the hull has one with
/// a corner at infinity, called ``ghost``. So a point outside is inserted as one inside is. A
/// triangle is split in three by the point in it, and edges are turned until no triangle's circle
/// holds the point. A triangle with a ghost has the half plane beyond its edge for a circle, and
/// the open edge itself.
///
/// Half-edges come in threes, one triangle each, turning left. `start` is the point where a
/// half-edge begins, `twin` the half-edge that runs back.
@safe
struct DelaunayBuilder: ~Copyable {
  // All five are allocated below for as many elements as can be needed and freed at the end; points
  // are below `count`, half-edges below `capacity`.
  private let x: UnsafeMutablePointer<Double>
  private let y: UnsafeMutablePointer<Double>
  private let start: UnsafeMutablePointer<Int32>
  private let twin: UnsafeMutablePointer<Int32>
  private let count: Int
  private let ghost: Int32
  private var triangles = 0
  /// A triangle without ghost near the last point.
  private var recent = 0
  private var stack: [Int] = []

  /// Takes distinct points in the order in which they are to be inserted.
  init(x: [Double], y: [Double]) {
    count = x.count
    ghost = Int32(count)
    let capacity = max(12, 3 * (2 * count - 2))
    unsafe self.x = .allocate(capacity: max(1, count))
    unsafe self.y = .allocate(capacity: max(1, count))
    unsafe start = .allocate(capacity: capacity)
    unsafe twin = .allocate(capacity: capacity)
    unsafe LargeMemory.advise(UnsafeMutableBufferPointer(start: start, count: capacity))
    unsafe LargeMemory.advise(UnsafeMutableBufferPointer(start: twin, count: capacity))
    for point in 0..<count {
      unsafe self.x[point] = x[point]
      unsafe self.y[point] = y[point]
    }
  }

  deinit {
    unsafe x.deallocate()
    unsafe y.deallocate()
    unsafe start.deallocate()
    unsafe twin.deallocate()
  }

  /// Inserts all points.
  ///
  /// - Returns: Whether there is a triangle; false when all points lie on one line.
  mutating func insertAll() -> Bool {
    guard count >= 3, let third = (2..<count).first(where: { side(0, 1, $0) != 0 }) else {
      return false
    }
    let turnsLeft = side(0, 1, third) > 0
    begin(turnsLeft ? 0 : 1, turnsLeft ? 1 : 0, Int32(third))
    for point in 2..<count where point != third { insert(point) }
    return true
  }

  /// The triangles without ghosts as half-edges: where each begins, and its twin or -1; and the
  /// points of the hull, turning left.
  func halfEdges() -> (starts: [Int32], twins: [Int32], hull: [Int32]) {
    var number = [Int32](repeating: -1, count: triangles)
    var kept: Int32 = 0
    var outer = -1
    for triangle in 0..<triangles {
      if let corner = ghostCorner(of: triangle) {
        outer = corner
      } else {
        number[triangle] = kept
        kept += 1
      }
    }
    var starts: [Int32] = []
    var twins: [Int32] = []
    starts.reserveCapacity(3 * Int(kept))
    twins.reserveCapacity(3 * Int(kept))
    for edge in 0..<3 * triangles where number[edge / 3] >= 0 {
      unsafe starts.append(start[edge])
      let back = unsafe Int(twin[edge])
      let other = number[back / 3]
      twins.append(other < 0 ? -1 : 3 * other + Int32(back % 3))
    }
    // The half-edge from the ghost to a point of the hull leads to that point; its twin lies in the
    // triangle beyond the next edge of the hull.
    var hull: [Int32] = []
    let first = outer
    repeat {
      unsafe hull.append(start[Self.next(outer)])
      let back = unsafe Int(twin[outer])
      outer = Self.next(back)
    } while outer != first
    return (starts, twins, hull)
  }

  // MARK: Insertion

  private mutating func begin(_ a: Int32, _ b: Int32, _ c: Int32) {
    let corners = [a, b, c, b, a, ghost, c, b, ghost, a, c, ghost]
    for (edge, corner) in corners.enumerated() { unsafe start[edge] = corner }
    for (edge, back) in [(0, 3), (1, 6), (2, 9), (4, 11), (5, 7), (8, 10)] { link(edge, back) }
    triangles = 4
  }

  private mutating func insert(_ point: Int) {
    let triangle = triangle(around: point)
    let p = Int32(point)
    let (ab, bc, ca) = (3 * triangle, 3 * triangle + 1, 3 * triangle + 2)
    let (a, b, c) = unsafe (start[ab], start[bc], start[ca])
    let (beyondBC, beyondCA) = unsafe (Int(twin[bc]), Int(twin[ca]))
    let second = 3 * triangles
    let third = second + 3
    triangles += 2
    unsafe start[ca] = p
    unsafe (start[second], start[second + 1], start[second + 2]) = (b, c, p)
    unsafe (start[third], start[third + 1], start[third + 2]) = (c, a, p)
    link(second, beyondBC)
    link(third, beyondCA)
    link(bc, second + 2)
    link(second + 1, third + 2)
    link(third + 1, ca)
    // In every triangle of the star the point is the third corner and the first half-edge lies
    // opposite.
    stack.append(ab)
    stack.append(second)
    stack.append(third)
    while let edge = stack.popLast() { turn(edge, point) }
    recent = triangle
    if let corner = ghostCorner(of: triangle) {
      recent = unsafe Int(twin[Self.next(corner)]) / 3
    }
  }

  /// Turns the edge opposite the point, and those behind it, while circles hold the point.
  @inline(__always)
  private mutating func turn(_ edge: Int, _ point: Int) {
    while true {
      let back = unsafe Int(twin[edge])
      let (ad, db) = (Self.next(back), Self.previous(back))
      let (b, a, d) = unsafe (start[back], start[ad], start[db])
      guard circleHolds(b, a, d, point) else { return }
      let other = back / 3 * 3
      let (beyondAD, beyondDB) = unsafe (Int(twin[ad]), Int(twin[db]))
      let beyondBP = unsafe Int(twin[edge + 1])
      unsafe start[edge + 1] = d
      unsafe (start[other], start[other + 1], start[other + 2]) = (d, b, Int32(point))
      link(edge, beyondAD)
      link(other, beyondDB)
      link(other + 1, beyondBP)
      link(edge + 1, other + 2)
      stack.append(other)
    }
  }

  /// The triangle that holds a point, with its edges; one with a ghost for points outside.
  private func triangle(around point: Int) -> Int {
    var triangle = recent
    var entered = -1
    walk: while true {
      for edge in 3 * triangle..<3 * triangle + 3 where edge != entered {
        let (a, b) = unsafe (Int(start[edge]), Int(start[Self.next(edge)]))
        guard side(a, b, point) < 0 else { continue }
        entered = unsafe Int(twin[edge])
        triangle = entered / 3
        if unsafe start[Self.previous(entered)] == ghost { return triangle }
        continue walk
      }
      return triangle
    }
  }

  // MARK: Predicates

  private func circleHolds(_ a: Int32, _ b: Int32, _ c: Int32, _ point: Int) -> Bool {
    if c == ghost { return isBeyond(Int(a), Int(b), point) }
    if a == ghost { return isBeyond(Int(b), Int(c), point) }
    if b == ghost { return isBeyond(Int(c), Int(a), point) }
    let (i, j, k) = (Int(a), Int(b), Int(c))
    return unsafe CircleTest.sign(
      ax: x[i],
      ay: y[i],
      bx: x[j],
      by: y[j],
      cx: x[k],
      cy: y[k],
      px: x[point],
      py: y[point]
    ) > 0
  }

  /// Whether a point lies left of a to b, or between them.
  private func isBeyond(_ a: Int, _ b: Int, _ point: Int) -> Bool {
    let side = side(a, b, point)
    if side != 0 { return side > 0 }
    let (ax, ay, bx, by, px, py) = unsafe (x[a], y[a], x[b], y[b], x[point], y[point])
    return ax != bx
      ? (px > min(ax, bx) && px < max(ax, bx)) : (py > min(ay, by) && py < max(ay, by))
  }

  private func side(_ a: Int, _ b: Int, _ point: Int) -> Int {
    unsafe Orientation.sign(ax: x[a], ay: y[a], bx: x[b], by: y[b], px: x[point], py: y[point])
  }

  // MARK: Half-edges

  private func link(_ edge: Int, _ back: Int) {
    unsafe twin[edge] = Int32(back)
    unsafe twin[back] = Int32(edge)
  }

  /// The half-edge of a triangle that begins at its ghost; nil when it has none.
  private func ghostCorner(of triangle: Int) -> Int? {
    for edge in 3 * triangle..<3 * triangle + 3 where unsafe start[edge] == ghost { return edge }
    return nil
  }

  private static func next(_ edge: Int) -> Int { edge % 3 == 2 ? edge - 2 : edge + 1 }

  private static func previous(_ edge: Int) -> Int { edge % 3 == 0 ? edge + 2 : edge - 1 }
}

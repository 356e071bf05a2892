import LeadlineGeometry

/// Geometries of all kinds for properties.
enum RandomGeometry {
  static func make(_ generator: inout SplitMix64, depth: Int = 0) -> Geometry {
    func position() -> Position {
      let digits = Double.random(in: 0..<1, using: &generator) < 0.5 ? 1e3 : 1e15
      func number(_ limit: Double) -> Double {
        (generator.double(in: -limit...limit) * digits).rounded() / digits
      }
      return Position(x: number(180), y: number(90))
    }
    func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    func list(_ range: ClosedRange<Int> = 0...5) -> [Position] {
      (0..<count(range)).map { _ in position() }
    }
    func lists() -> [[Position]] { (0..<count(0...3)).map { _ in list() } }
    switch count(0...(depth < 3 ? 6 : 5)) {
    case 0: return .point(position())
    case 1: return .multiPoint(list())
    case 2: return .lineString(list())
    case 3: return .multiLineString(lists())
    case 4: return .polygon(lists())
    case 5: return .multiPolygon((0..<count(0...3)).map { _ in lists() })
    default:
      return .collection((0..<count(0...3)).map { _ in make(&generator, depth: depth + 1) })
    }
  }
}

import LeadlineGeometry

/// Colours of territories: neighbours get different ones as far as there are enough.
struct TerritoryColours: Sendable {
  private let colours: [Int]

  /// Chooses colours by the borders that areas share.
  init(_ areas: [MultiPolygon?], territories: Int) {
    var sides: [[Coordinate]: Int] = [:]
    var neighbours = [Set<Int>](repeating: [], count: territories)
    for (territory, area) in areas.prefix(territories).enumerated() {
      for ring in area?.polygons.flatMap(\.rings) ?? [] {
        for (a, b) in zip(ring, ring.dropFirst()) {
          if let other = sides[[b, a]], other != territory {
            neighbours[territory].insert(other)
            neighbours[other].insert(territory)
          }
          sides[[a, b]] = territory
        }
      }
    }
    var chosen = [Int](repeating: -1, count: territories)
    var uses = [Int](repeating: 0, count: TerritoryStyle.colours)
    for territory in 0..<territories {
      let taken = neighbours[territory].map { chosen[$0] }
      // Of the free colours the one used least, so that all are used.
      let colour = uses.indices.min { a, b in
        (taken.count { $0 == a }, uses[a], a) < (taken.count { $0 == b }, uses[b], b)
      }
      chosen[territory] = colour ?? 0
      uses[chosen[territory]] += 1
    }
    colours = chosen
  }

  /// The class of a territory's colour.
  func name(_ territory: Int) -> String { "c\(colours[territory])" }
}

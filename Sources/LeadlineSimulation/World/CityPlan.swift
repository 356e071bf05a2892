import Foundation

/// Where patches and streets lie in a city of some shape.
struct CityPlan: Sendable {
  /// A straight piece of street.
  struct Street {
    var origin: PlanePoint
    /// Radians from the east against the clock.
    var direction: Double
  }

  let city: Scenario.City
  let patches: Int
  /// Metres between the centres of neighbouring patches.
  let spacing: Double

  /// Metres between parallel streets of the grid and between rings.
  private static let block = 170.0

  init(_ scenario: Scenario) {
    city = scenario.city
    patches = scenario.reps
    // 50 shops in 1.5 km × 1.5 km, some 22 a km², as convenience stores in a large city.
    spacing = 1_500 * (Double(scenario.storesPerRep) / 50).squareRoot()
  }

  /// The centre of a rep's patch.
  func centre(of patch: Int) -> PlanePoint {
    switch city {
    case .grid:
      let columns = max(1, Int(Double(patches).squareRoot().rounded(.up)))
      let rows = (patches + columns - 1) / columns
      return PlanePoint(
        x: (Double(patch % columns) - Double(columns - 1) / 2) * spacing,
        y: (Double(patch / columns) - Double(rows - 1) / 2) * spacing
      )
    case .rings:
      // A sunflower: equal areas at equal angles of the golden section.
      let radius = spacing * ((Double(patch) + 0.5) / .pi).squareRoot()
      return PlanePoint(x: 0, y: 0).moved(
        by: radius,
        towards: Double(patch) * 2.399_963_229_728_653
      )
    case .ribbon:
      // Rows along the road; the more patches, the more rows.
      let rows = max(2, Int((Double(patches) / 8).squareRoot()))
      let columns = (patches + rows - 1) / rows
      let along = (Double(patch / rows) - Double(columns - 1) / 2) * spacing
      let across = (Double(patch % rows) - Double(rows - 1) / 2) * spacing
      return PlanePoint(x: along, y: across + bend(along))
    }
  }

  /// Tells whether a patch lies at the city's edge, where villages belong to it.
  func isOuter(_ patch: Int) -> Bool {
    switch city {
    case .grid:
      let columns = max(1, Int(Double(patches).squareRoot().rounded(.up)))
      let rows = (patches + columns - 1) / columns
      let column = patch % columns
      let row = patch / columns
      return column == 0 || row == 0 || column == columns - 1 || row == rows - 1
    case .rings: return Double(patch) > 0.75 * Double(patches)
    case .ribbon:
      let rows = max(2, Int((Double(patches) / 8).squareRoot()))
      return patch % rows == rows - 1
    }
  }

  /// The direction in which the open country lies.
  func outwards(from place: PlanePoint) -> Double {
    switch city {
    case .grid, .rings: atan2(place.y, place.x)
    // The other side is water.
    case .ribbon: .pi / 2
    }
  }

  /// A street near a place, where it passes it.
  func street(near place: PlanePoint, _ draws: inout Draws) -> Street {
    switch city {
    case .grid:
      let x = (place.x / Self.block).rounded() * Self.block
      let y = (place.y / Self.block).rounded() * Self.block
      return draws.chance(0.5)
        ? Street(origin: PlanePoint(x: place.x, y: y), direction: 0)
        : Street(origin: PlanePoint(x: x, y: place.y), direction: .pi / 2)
    case .rings:
      let turn = atan2(place.y, place.x)
      let radius = place.distance(to: PlanePoint(x: 0, y: 0))
      if draws.chance(0.5) {
        let ring = max(1, (radius / Self.block).rounded()) * Self.block
        return Street(
          origin: PlanePoint(x: 0, y: 0).moved(by: ring, towards: turn),
          direction: turn + .pi / 2
        )
      }
      let spokes = 48.0
      let spoke = (turn / (2 * .pi) * spokes).rounded() / spokes * 2 * .pi
      return Street(
        origin: PlanePoint(x: 0, y: 0).moved(by: radius, towards: spoke),
        direction: spoke
      )
    case .ribbon:
      let slope = atan2(bend(place.x + 50) - bend(place.x - 50), 100)
      return Street(origin: place, direction: draws.chance(0.7) ? slope : slope + .pi / 2)
    }
  }

  /// Metres north by which the coast road bends at a place along it.
  private func bend(_ along: Double) -> Double {
    900 * sin(along / 2_600) + 400 * sin(along / 900 + 1)
  }
}

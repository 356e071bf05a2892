import LeadlineGeometry

/// The maps before and after, side by side in one projection.
struct PlanMaps: Sendable {
  private let report: TerritoryReport
  private let numbers: NumberText

  private var language: Language { numbers.language }

  init(_ report: TerritoryReport, numbers: NumberText) {
    self.report = report
    self.numbers = numbers
  }

  func write(to markup: inout Markup) {
    let areas = report.areasAfter + report.areasBefore
    var corners = areas.compactMap { $0?.boundingBox }.flatMap { box in
      [
        Coordinate(uncheckedLongitude: box.west, latitude: box.south),
        Coordinate(uncheckedLongitude: box.east, latitude: box.north),
      ]
    }
    if corners.isEmpty { corners = report.customers.map(\.place) }
    guard !corners.isEmpty else { return }
    let projection = MapProjection(corners, width: 480, heights: 200...640, margin: 10)
    let colours = TerritoryColours(
      report.areasAfter.isEmpty ? report.areasBefore : report.areasAfter,
      territories: report.territories.count
    )
    markup.element("h2", "", PlanPhrase.maps.text(language))
    let hasBefore = report.hasBefore
    markup.element("div", "class=\"maps\(hasBefore ? "" : " one")\"") { markup in
      if hasBefore {
        figure(.before, projection, colours, isAfter: false, to: &markup)
      }
      figure(.after, projection, colours, isAfter: true, to: &markup)
    }
    if report.customers.count > TerritoryMap.mostDots {
      markup.element("p", "class=\"note\"", PlanPhrase.mapsNoDots.text(language))
    }
    if report.moved > 0 {
      let phrase: PlanPhrase =
        report.moved > TerritoryMap.mostArrows ? .mapsFlows : .mapsArrows
      markup.element("p", "class=\"note\"", phrase.text(language))
    }
  }

  private func figure(
    _ title: PlanPhrase,
    _ projection: MapProjection,
    _ colours: TerritoryColours,
    isAfter: Bool,
    to markup: inout Markup
  ) {
    markup.element("figure") { markup in
      markup.element("figcaption", "", title.text(language))
      TerritoryMap(
        report,
        projection: projection,
        colours: colours,
        isAfter: isAfter,
        numbers: numbers
      ).write(to: &markup)
    }
  }
}

/// One map: fences, customers, names, and on the one after what moved.
struct TerritoryMap: Sendable {
  let report: TerritoryReport
  let projection: MapProjection
  let colours: TerritoryColours
  let isAfter: Bool
  let numbers: NumberText

  /// Customers drawn at most.
  static let mostDots = 5000
  /// Customers whose moves are drawn one by one at most; more are drawn together.
  static let mostArrows = 300
  /// Names written at most.
  private static let mostNames = 60

  init(
    _ report: TerritoryReport,
    projection: MapProjection,
    colours: TerritoryColours,
    isAfter: Bool,
    numbers: NumberText
  ) {
    self.report = report
    self.projection = projection
    self.colours = colours
    self.isAfter = isAfter
    self.numbers = numbers
  }

  private typealias Point = SIMD2<Double>

  func write(to markup: inout Markup) {
    let width = Markup.length(projection.width)
    let height = Markup.length(projection.height)
    let id = isAfter ? "after" : "before"
    let title = (isAfter ? PlanPhrase.after : .before).text(numbers.language)
    markup.element(
      "svg",
      "class=\"map\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"\(id)t\""
    ) { markup in
      markup.element("title", "id=\"\(id)t\"", title)
      markup.raw("<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\" rx=\"8\"/>")
      writeLand(to: &markup)
      if report.customers.count <= Self.mostDots { writeDots(to: &markup) }
      let middles = middles()
      if isAfter { writeMoves(middles, to: &markup) }
      writeNames(middles, to: &markup)
    }
  }

  private func territory(_ customer: TerritoryReport.Customer) -> Int {
    Int(isAfter ? customer.after : customer.before)
  }

  // MARK: Land

  private func writeLand(to markup: inout Markup) {
    let areas = isAfter ? report.areasAfter : report.areasBefore
    for (territory, area) in areas.prefix(report.territories.count).enumerated() {
      guard let area else { continue }
      let path = area.polygons.flatMap(\.rings).map(path(_:)).joined()
      guard !path.isEmpty else { continue }
      markup.element(
        "path",
        "class=\"land \(colours.name(territory))\" fill-rule=\"evenodd\" d=\"\(path)\""
      ) { $0.element("title", "", tooltip(territory)) }
    }
  }

  private func tooltip(_ territory: Int) -> String {
    let shown = report.territories[territory]
    let sums = isAfter ? shown.after : shown.before ?? []
    let loads = zip(report.measures, zip(sums, shown.targets)).map { measure, load in
      "\(measure.words(numbers.language)) \(numbers.amount(load.0)) (\(numbers.deviation(load.0, of: load.1)))"
    }
    return ([shown.id + (shown.rep.map { " · " + $0 } ?? "")] + loads).joined(separator: "\n")
  }

  /// A ring as a path, without corners that can't be told apart in the drawing.
  private func path(_ ring: [Coordinate]) -> String {
    var text = ""
    var last = Point(.infinity, .infinity)
    var corners = 0
    for place in ring.dropLast() {
      let point = point(place)
      guard abs(point.x - last.x) + abs(point.y - last.y) >= 0.4 else { continue }
      text += (corners == 0 ? "M" : "L") + Self.pair(point)
      last = point
      corners += 1
    }
    return corners > 2 ? text + "z" : ""
  }

  private func point(_ place: Coordinate) -> Point {
    let point = projection.point(place)
    return Point(point.x, point.y)
  }

  private static func pair(_ point: Point) -> String {
    Markup.length(point.x) + " " + Markup.length(point.y)
  }

  // MARK: Customers

  private func writeDots(to markup: inout Markup) {
    var paths = [String](repeating: "", count: report.territories.count)
    for customer in report.customers where territory(customer) >= 0 {
      paths[territory(customer)] += "M\(Self.pair(point(customer.place)))h0"
    }
    for (territory, path) in paths.enumerated() where !path.isEmpty {
      markup.raw("<path class=\"dots \(colours.name(territory))\" d=\"\(path)\"/>")
    }
  }

  /// The mean of each territory's customers in the drawing; nil without any.
  private func middles() -> [Point?] {
    var sums = [Point](repeating: .zero, count: report.territories.count)
    var counts = [Double](repeating: 0, count: sums.count)
    for customer in report.customers where territory(customer) >= 0 {
      sums[territory(customer)] += point(customer.place)
      counts[territory(customer)] += 1
    }
    return sums.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : nil }
  }

  private func writeNames(_ middles: [Point?], to markup: inout Markup) {
    var placed: [Point] = []
    for (territory, middle) in middles.enumerated() where placed.count < Self.mostNames {
      // Names that would cover others are left to the texts that appear over the land.
      guard let middle, !placed.contains(where: { Self.isNear($0, middle) }) else { continue }
      placed.append(middle)
      let id = report.territories[territory].id
      markup.element(
        "text",
        "class=\"name\" x=\"\(Markup.length(middle.x))\" y=\"\(Markup.length(middle.y + 4))\"",
        id.count > 14 ? id.prefix(13) + "…" : id
      )
    }
  }

  private static func isNear(_ a: Point, _ b: Point) -> Bool {
    abs(a.x - b.x) < 30 && abs(a.y - b.y) < 12
  }

  // MARK: Moves

  private func writeMoves(_ middles: [Point?], to markup: inout Markup) {
    let moved = report.customers.filter { $0.isMoved && $0.after >= 0 }
    if moved.count <= Self.mostArrows {
      for customer in moved {
        guard let middle = middles[Int(customer.after)] else { continue }
        let start = point(customer.place)
        let way = middle - start
        let length = (way * way).sum().squareRoot()
        guard length > 0 else { continue }
        arrow(from: start, to: start + way * min(1, 16 / length), width: 1.2, to: &markup)
      }
      return
    }
    writeFlows(moved, middles, to: &markup)
  }

  /// One arrow for all customers that go from one territory to another.
  private func writeFlows(
    _ moved: [TerritoryReport.Customer],
    _ middles: [Point?],
    to markup: inout Markup
  ) {
    struct Flow {
      var sum = Point.zero
      var count = 0
    }
    var flows: [Int: Flow] = [:]
    for customer in moved {
      let key = Int(customer.before) * report.territories.count + Int(customer.after)
      flows[key, default: Flow()].sum += point(customer.place)
      flows[key, default: Flow()].count += 1
    }
    let largest = flows.values.map(\.count).max() ?? 1
    let sorted = flows.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    for (key, flow) in sorted.prefix(Self.mostArrows) {
      guard let middle = middles[key % report.territories.count] else { continue }
      let start = flow.sum / Double(flow.count)
      let width = 1 + 3 * (Double(flow.count) / Double(largest)).squareRoot()
      arrow(from: start, to: start + 0.75 * (middle - start), width: width, to: &markup)
    }
  }

  private func arrow(from start: Point, to end: Point, width: Double, to markup: inout Markup) {
    let way = end - start
    let length = (way * way).sum().squareRoot()
    guard length > 2 else { return }
    let ahead = way / length * min(length / 2, 3 + 1.5 * width)
    let beside = Point(-ahead.y, ahead.x) * 0.6
    let path =
      "M\(Self.pair(start))L\(Self.pair(end))M\(Self.pair(end - ahead + beside))"
      + "L\(Self.pair(end))L\(Self.pair(end - ahead - beside))"
    markup.raw(
      "<path class=\"arrow under\" stroke-width=\"\(Markup.length(width + 1.6))\" d=\"\(path)\"/>"
        + "<path class=\"arrow\" stroke-width=\"\(Markup.length(width))\" d=\"\(path)\"/>"
    )
  }
}

extension NumberText {
  /// An amount of a measure, whatever its unit.
  func amount(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "–" }
    return value.magnitude < 99.95 ? decimal(value, 1) : count(Int(value.rounded()))
  }

  /// A change with its sign.
  func change(_ value: Double, _ text: (Double) -> String) -> String {
    let shown = text(value.magnitude)
    if shown == text(0) { return shown }
    return (value < 0 ? "−" : "+") + shown
  }

  /// How far a load is from its target, with a sign.
  func deviation(_ load: Double, of target: Double) -> String {
    guard target > 0 else { return "–" }
    return change(100 * (load / target - 1)) { decimal($0, 1) + " %" }
  }
}

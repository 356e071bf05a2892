import Foundation
import LeadlineGeometry
import LeadlineModel

/// The map of a day: stores, fixes with their accuracy, lines between them, and the track.
struct MapFigure: Sendable {
  private let day: CaseDay
  private let numbers: NumberText
  private let projection: MapProjection
  /// Tells the map's own ids from those of other maps on the page.
  private let id: String

  private static let width = 640.0
  private static let heights = 240.0...480.0
  private static let margin = 28.0
  /// A fix farther from its store is shown at the edge, so that the map stays a map of the stores.
  private static let farMetres = 20_000.0
  /// A store and a fix farther apart in the drawing both get the number.
  private static let apart = 24.0
  /// Corners of the track that are drawn at most.
  private static let trackCorners = 300
  /// Check-ins drawn at most; a day has some twenty.
  static let greatestVisits = 60

  init(_ day: CaseDay, numbers: NumberText, id: String) {
    self.day = day
    self.numbers = numbers
    self.id = id
    var places: [Coordinate] = []
    for visit in day.visits.prefix(Self.greatestVisits) {
      places.append(visit.store)
      if let fix = visit.fix, !Self.isFar(visit) { places.append(fix) }
    }
    projection = MapProjection(
      places,
      width: Self.width,
      heights: Self.heights,
      margin: Self.margin
    )
  }

  private static func isFar(_ visit: CaseDay.Visit) -> Bool {
    (visit.distanceMetres ?? 0) > farMetres
  }

  func write(to markup: inout Markup) {
    let language = numbers.language
    let visits = Array(day.visits.prefix(Self.greatestVisits).enumerated())
    let date = day.visits.first.map { numbers.date($0.time) } ?? ""
    let width = Markup.length(projection.width)
    let height = Markup.length(projection.height)
    markup.element(
      "svg",
      "class=\"map\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"\(id)t \(id)d\""
    ) { markup in
      markup.element("title", "id=\"\(id)t\"", Phrase.mapTitle.text(language, date))
      markup.element(
        "desc",
        "id=\"\(id)d\"",
        Phrase.mapText.text(language, numbers.count(visits.count))
      )
      markup.raw("<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\" rx=\"8\"/>")
      writeTrack(to: &markup)
      for (_, visit) in visits { writeAccuracy(visit, to: &markup) }
      for (_, visit) in visits { writeLine(visit, to: &markup) }
      for (_, visit) in visits { writeStore(visit, to: &markup) }
      var placed: [(x: Double, y: Double)] = []
      for (position, visit) in visits {
        writeFix(visit, number: position + 1, beside: &placed, to: &markup)
      }
      writeScale(to: &markup)
    }
  }

  private func writeTrack(to markup: inout Markup) {
    let points = LineSimplifier.simplify(
      day.track.map { projection.point($0.place) },
      tolerance: 0.7,
      limit: Self.trackCorners
    )
    guard points.count > 1 else { return }
    let text = points.map { Self.pair(bounded($0)) }.joined(separator: " ")
    markup.raw("<polyline class=\"track\" points=\"\(text)\"/>")
  }

  /// Keeps a point within reach of the drawing: beyond, nothing is seen anyway.
  private func bounded(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
    func bound(_ value: Double, _ size: Double) -> Double { max(-size, min(2 * size, value)) }
    return (bound(point.x, projection.width), bound(point.y, projection.height))
  }

  private func writeAccuracy(_ visit: CaseDay.Visit, to markup: inout Markup) {
    guard let fix = visit.fix, let radius = visit.accuracyMetres, radius > 0, !Self.isFar(visit)
    else { return }
    let point = projection.point(fix)
    let drawn = min(radius / projection.metresPerUnit, 2 * projection.width)
    guard drawn > 3 else { return }
    markup.raw(
      "<circle class=\"acc \(visit.verdict.rawValue)\" cx=\"\(Markup.length(point.x))\""
        + " cy=\"\(Markup.length(point.y))\" r=\"\(Markup.length(drawn))\"/>"
    )
  }

  private func writeLine(_ visit: CaseDay.Visit, to markup: inout Markup) {
    guard let end = fixPoint(visit) else { return }
    let start = projection.point(visit.store)
    markup.raw(
      "<path class=\"gap \(visit.verdict.rawValue)\" d=\"M\(Self.pair(start))L\(Self.pair(end))\"/>"
    )
  }

  private func writeStore(_ visit: CaseDay.Visit, to markup: inout Markup) {
    let point = projection.point(visit.store)
    markup.raw(
      "<rect class=\"store\" x=\"\(Markup.length(point.x - 4))\" y=\"\(Markup.length(point.y - 4))\""
        + " width=\"8\" height=\"8\"/>"
    )
  }

  private func writeFix(
    _ visit: CaseDay.Visit,
    number: Int,
    beside placed: inout [(x: Double, y: Double)],
    to markup: inout Markup
  ) {
    let verdict = visit.verdict.rawValue
    let store = projection.point(visit.store)
    guard var point = fixPoint(visit) else { return writeNumber(number, at: store, to: &markup) }
    if abs(point.x - store.x) + abs(point.y - store.y) > Self.apart {
      writeNumber(number, at: store, to: &markup)
    }
    // Fixes of one place stand in a row, so that each can be read.
    while placed.contains(where: { abs($0.x - point.x) < 14 && abs($0.y - point.y) < 14 }) {
      point.x += 16
    }
    placed.append(point)
    if Self.isFar(visit) {
      // A diamond at the edge, with how far it is.
      markup.raw(
        "<path class=\"fix \(verdict)\" d=\"M\(Markup.length(point.x)) \(Markup.length(point.y - 9))"
          + "l9 9-9 9-9-9z\"/>"
      )
    } else {
      markup.raw(
        "<circle class=\"fix \(verdict)\" cx=\"\(Markup.length(point.x))\""
          + " cy=\"\(Markup.length(point.y))\" r=\"8\"/>"
      )
    }
    markup.raw(
      "<text class=\"in\" x=\"\(Markup.length(point.x))\" y=\"\(Markup.length(point.y + 3.5))\">"
        + "\(number)</text>"
    )
    guard Self.isFar(visit), let distance = visit.distanceMetres else { return }
    let isRight = point.x > projection.width / 2
    markup.element(
      "text",
      "class=\"far\" x=\"\(Markup.length(point.x + (isRight ? -14 : 14)))\""
        + " y=\"\(Markup.length(point.y + 4))\" text-anchor=\"\(isRight ? "end" : "start")\"",
      Phrase.mapFar.text(numbers.language, numbers.metres(distance))
    )
  }

  /// Writes the number of a check-in beside its store.
  private func writeNumber(
    _ number: Int,
    at store: (x: Double, y: Double),
    to markup: inout Markup
  ) {
    markup.raw(
      "<text class=\"num\" x=\"\(Markup.length(store.x + 7))\" y=\"\(Markup.length(store.y - 5))\">"
        + "\(number)</text>"
    )
  }

  /// Where the fix is drawn; a far one where its line leaves the map.
  private func fixPoint(_ visit: CaseDay.Visit) -> (x: Double, y: Double)? {
    guard let fix = visit.fix else { return nil }
    let point = projection.point(fix)
    guard Self.isFar(visit) else { return point }
    let store = projection.point(visit.store)
    let margin = 14.0
    func share(_ from: Double, _ to: Double, _ size: Double) -> Double {
      if to > size - margin { return (size - margin - from) / (to - from) }
      if to < margin { return (margin - from) / (to - from) }
      return 1
    }
    let share = max(
      0,
      min(
        share(store.x, point.x, projection.width),
        share(store.y, point.y, projection.height)
      )
    )
    return (store.x + share * (point.x - store.x), store.y + share * (point.y - store.y))
  }

  private func writeScale(to markup: inout Markup) {
    let metres = projection.scaleMetres
    let length = metres / projection.metresPerUnit
    let y = projection.height - 12
    markup.raw(
      "<path class=\"scale\" d=\"M12 \(Markup.length(y - 5))v5h\(Markup.length(length))v-5\"/>"
    )
    markup.element(
      "text",
      "class=\"small\" x=\"\(Markup.length(16))\" y=\"\(Markup.length(y - 4))\"",
      numbers.metres(metres).replacing(".0", with: "")
    )
    let x = projection.width - 18
    markup.raw("<path class=\"north\" d=\"M\(Markup.length(x)) 12l5 14-5-4-5 4z\"/>")
    markup.element(
      "text",
      "class=\"small mid\" x=\"\(Markup.length(x))\" y=\"38\"",
      Phrase.north.text(numbers.language)
    )
  }

  private static func pair(_ point: (x: Double, y: Double)) -> String {
    Markup.length(point.x) + " " + Markup.length(point.y)
  }
}

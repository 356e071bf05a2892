import Foundation
import LeadlineGeometry
import LeadlineModel

/// The time line of a day: check-ins, stays of the track, and the least speed between check-ins.
struct TimeFigure: Sendable {
  private let day: CaseDay
  private let numbers: NumberText
  private let id: String
  private let start: Double
  private let end: Double

  private static let width = 640.0
  /// Half a label of hours, so that the first and the last are not cut off.
  private static let margin = 20.0
  /// Speeds from which on a car in traffic is left behind are drawn bold, km/h.
  private static let fastSpeed = 120.0

  init(_ day: CaseDay, numbers: NumberText, id: String) {
    self.day = day
    self.numbers = numbers
    self.id = id
    let times =
      day.visits.map(\.time.timeIntervalSinceReferenceDate)
      + day.stays.flatMap {
        [$0.arrived.timeIntervalSinceReferenceDate, $0.left.timeIntervalSinceReferenceDate]
      }
    let first = times.min() ?? 0
    let last = max(times.max() ?? 0, first + 3600)
    start = (first / 1800).rounded(.down) * 1800
    end = (last / 1800).rounded(.up) * 1800
  }

  func write(to markup: inout Markup) {
    let language = numbers.language
    let date = day.visits.first.map { numbers.date($0.time) } ?? ""
    markup.element(
      "svg",
      "class=\"time\" viewBox=\"0 0 640 132\" role=\"img\" aria-labelledby=\"\(id)t \(id)d\""
    ) { markup in
      markup.element("title", "id=\"\(id)t\"", Phrase.timeTitle.text(language, date))
      markup.element(
        "desc",
        "id=\"\(id)d\"",
        Phrase.timeText.text(
          language,
          day.visits.first.map { numbers.hour($0.time) } ?? "",
          day.visits.last.map { numbers.hour($0.time) } ?? ""
        )
      )
      writeHours(to: &markup)
      label(Phrase.timeCheckIns, y: 12, to: &markup)
      label(Phrase.timeSpeed, y: 62, to: &markup)
      label(Phrase.timeStays, y: 92, to: &markup)
      writeStays(to: &markup)
      writeSpeeds(to: &markup)
      writeVisits(to: &markup)
    }
  }

  private func label(_ phrase: Phrase, y: Double, to markup: inout Markup) {
    markup.element(
      "text",
      "class=\"small dim\" x=\"0\" y=\"\(Markup.length(y))\"",
      phrase.text(numbers.language)
    )
  }

  private func x(_ time: Date) -> Double {
    let share = (time.timeIntervalSinceReferenceDate - start) / (end - start)
    return Self.margin + share * (Self.width - 2 * Self.margin)
  }

  private func writeHours(to markup: inout Markup) {
    // At most some twelve labels, on whole hours.
    let hours = (end - start) / 3600
    let step = 3600 * max(1, (hours / 12).rounded(.up))
    var time = (start / 3600).rounded(.up) * 3600
    while time <= end {
      let date = Date(timeIntervalSinceReferenceDate: time)
      let x = Markup.length(x(date))
      markup.raw("<path class=\"grid\" d=\"M\(x) 16V114\"/>")
      markup.element("text", "class=\"small mid\" x=\"\(x)\" y=\"128\"", numbers.hour(date))
      time += step
    }
  }

  private func writeStays(to markup: inout Markup) {
    guard !day.stays.isEmpty else {
      markup.element(
        "text",
        "class=\"small dim\" x=\"320\" y=\"106\" text-anchor=\"middle\"",
        Phrase.timeNoStays.text(numbers.language)
      )
      return
    }
    for stay in day.stays {
      let from = x(stay.arrived)
      let width = max(1.5, x(stay.left) - from)
      markup.raw(
        "<rect class=\"stay\(stay.storeID.isEmpty ? " none" : "")\" x=\"\(Markup.length(from))\""
          + " y=\"97\" width=\"\(Markup.length(width))\" height=\"12\" rx=\"2\"/>"
      )
    }
  }

  private func writeSpeeds(to markup: inout Markup) {
    var lastEnd = -100.0
    for (first, second) in zip(day.visits, day.visits.dropFirst()) {
      guard let start = first.fix, let end = second.fix else { continue }
      let seconds = second.time.timeIntervalSince(first.time)
      let metres = Geodesic.distance(start, end).metres
      let slack = (first.accuracyMetres ?? 0) + (second.accuracyMetres ?? 0)
      guard seconds > 0 else { continue }
      let speed = 3.6 * max(0, metres - slack) / seconds
      let middle = (x(first.time) + x(second.time)) / 2
      let isFast = speed >= Self.fastSpeed
      // A crowd of numbers tells nothing; fast ones are always shown.
      guard isFast || middle - lastEnd > 26 else { continue }
      lastEnd = middle
      markup.element(
        "text",
        "class=\"small mid\(isFast ? " fast" : "")\" x=\"\(Markup.length(middle))\" y=\"77\"",
        numbers.decimal(speed, 0)
      )
    }
  }

  private func writeVisits(to markup: inout Markup) {
    // Two rows in turn where they would cover each other.
    var ends = [-100.0, -100.0]
    for (position, visit) in day.visits.prefix(MapFigure.greatestVisits).enumerated() {
      let x = x(visit.time)
      let row = x - ends[0] >= 17 || ends[0] <= ends[1] ? 0 : 1
      ends[row] = x
      let y = row == 0 ? 26.0 : 44.0
      markup.raw("<path class=\"stem\" d=\"M\(Markup.length(x)) \(Markup.length(y))V114\"/>")
      markup.raw(
        "<circle class=\"fix \(visit.verdict.rawValue)\" cx=\"\(Markup.length(x))\""
          + " cy=\"\(Markup.length(y))\" r=\"8\"/>"
      )
      markup.raw(
        "<text class=\"in\" x=\"\(Markup.length(x))\" y=\"\(Markup.length(y + 3.5))\">"
          + "\(position + 1)</text>"
      )
    }
  }
}

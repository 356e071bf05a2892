import Foundation
import Leadline

/// Writes the tables of the command `stays`.
struct StayRows {
  /// Whether the columns about check-ins, and rows of check-ins without a stay, are written.
  let hasCheckIns: Bool
  let output: OutputOptionGroup
  let isHeldBack: Bool

  func writeStays(_ report: StayReport) throws {
    var columns = [
      OutputColumn("rep_id"), OutputColumn("arrived_at"), OutputColumn("left_at"),
      OutputColumn("lon", .right), OutputColumn("lat", .right), OutputColumn("radius_m", .right),
      OutputColumn("fixes", .right), OutputColumn("store_id"),
    ]
    if hasCheckIns {
      columns += [
        OutputColumn("distance_m", .right), OutputColumn("other_stores"),
        OutputColumn("check_ins"), OutputColumn("status"),
      ]
    }
    let rows = try RowOutput(output, columns: columns, isHeldBack: isHeldBack)
    for row in report.rows where row.stay != nil || hasCheckIns {
      try write(row, to: rows)
    }
    try rows.finish()
  }

  private func write(_ row: StayReport.Row, to rows: RowOutput) throws {
    try rows.place(row.stay?.place)
    rows.writer.text(row.rep.rawValue)
    if let stay = row.stay {
      rows.writer.time(whole(stay.arrivedAt))
      rows.writer.time(whole(stay.leftAt))
      try rounded(stay.place, to: rows)
      rows.writer.fixed(stay.radiusMetres, decimals: 3)
      rows.writer.integer(stay.fixCount)
    } else {
      rows.writer.time(row.time)
      for _ in 0..<5 { rows.writer.null() }
    }
    text(row.store?.rawValue, rows)
    if hasCheckIns {
      number(row.distance?.metres, 3, rows)
      rows.writer.text(row.others.map(\.rawValue).joined(separator: "|"))
      rows.writer.text(row.checkIns.map(\.rawValue).joined(separator: "|"))
      rows.writer.text(row.status.rawValue)
    }
    try rows.writer.endRow()
  }

  func writeDays(_ report: StayReport) throws {
    let texts = ["rep_id", "date", "first_at", "last_at"].map { OutputColumn($0) }
    let numbers = [
      "stays", "customers", "customers_min", "idle_min", "home_min", "travel_min", "gap_min",
      "distance_lower_m", "distance_upper_m", "straight_m", "detour_ratio", "due", "due_visited",
      "unreported", "wrong_store", "not_seen", "outside_share",
    ].map { OutputColumn($0, .right) }
    let rows = try RowOutput(output, columns: texts + numbers, isHeldBack: isHeldBack)
    for day in report.days {
      let path = day.path
      rows.writer.text(day.rep.rawValue)
      rows.writer.text(path.date)
      rows.writer.time(path.first)
      rows.writer.time(path.last)
      rows.writer.integer(path.stays.count)
      rows.writer.integer(day.customers)
      for seconds in [
        day.customerSeconds, day.idleSeconds, day.homeSeconds, path.travelSeconds, path.gapSeconds,
      ] {
        rows.writer.fixed(seconds / 60, decimals: 1)
      }
      rows.writer.fixed(path.mileage.lowerMetres, decimals: 0)
      rows.writer.fixed(path.mileage.upperMetres, decimals: 0)
      rows.writer.fixed(path.legs.reduce(0) { $0 + $1.straightMetres }, decimals: 0)
      rows.writer.fixed(path.detourRatio, decimals: 3)
      rows.writer.integer(day.due)
      rows.writer.integer(day.dueVisited)
      for status in [StayReport.Status.unreported, .wrongStore, .notSeen] {
        rows.writer.integer(day.rows.count { $0.status == status })
      }
      number(day.outsideShare, 4, rows)
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  func writeLegs(_ report: StayReport) throws {
    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("rep_id"), OutputColumn("date"), OutputColumn("left_at"),
        OutputColumn("arrived_at"), OutputColumn("straight_m", .right),
        OutputColumn("distance_lower_m", .right), OutputColumn("distance_upper_m", .right),
      ],
      isHeldBack: isHeldBack
    )
    for day in report.days {
      for leg in day.path.legs {
        rows.writer.text(day.rep.rawValue)
        rows.writer.text(day.path.date)
        rows.writer.time(whole(leg.start))
        rows.writer.time(whole(leg.end))
        rows.writer.fixed(leg.straightMetres, decimals: 0)
        rows.writer.fixed(leg.mileage.lowerMetres, decimals: 0)
        rows.writer.fixed(leg.mileage.upperMetres, decimals: 0)
        try rows.writer.endRow()
      }
    }
    try rows.finish()
  }

  /// Estimates of moments are not good to the millisecond.
  private func whole(_ time: Date) -> Date {
    Date(timeIntervalSinceReferenceDate: time.timeIntervalSinceReferenceDate.rounded())
  }

  /// Appends a place to 7 decimals, a centimetre: it is computed, not read.
  private func rounded(_ place: Coordinate, to rows: RowOutput) throws {
    func rounded(_ degrees: Double) -> Double { (degrees * 1e7).rounded() / 1e7 }
    try rows.coordinates(
      try Coordinate(longitude: rounded(place.longitude), latitude: rounded(place.latitude))
    )
  }

  private func text(_ text: String?, _ rows: RowOutput) {
    if let text { rows.writer.text(text) } else { rows.writer.null() }
  }

  private func number(_ value: Double?, _ decimals: Int, _ rows: RowOutput) {
    if let value { rows.writer.fixed(value, decimals: decimals) } else { rows.writer.null() }
  }
}

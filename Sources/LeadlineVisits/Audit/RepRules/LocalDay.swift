/// The day of work that a check-in belongs to.
enum LocalDay {
  /// Counts days by the sun at the longitude of a fix, from four in the morning on, so that a day's
  /// work is in one day wherever it is done.
  ///
  /// - Parameters:
  ///   - time: Seconds since 2001-01-01 00:00 UTC.
  ///   - longitude: Degrees east; NaN counts as 0.
  /// - Returns: A number that grows by one from day to day.
  static func of(_ time: Double, longitude: Double) -> Int {
    let shift = longitude.isNaN ? 0 : longitude * 240
    let day = ((time + shift - 4 * 3_600) / 86_400).rounded(.down)
    return Int(exactly: day) ?? 0
  }

  /// When a day ends at a longitude, in seconds since 2001-01-01 00:00 UTC, but for what is lost of them
  /// in reckoning.
  static func end(of day: Int, longitude: Double) -> Double {
    let shift = longitude.isNaN ? 0 : longitude * 240
    return Double(day + 1) * 86_400 + 4 * 3_600 - shift
  }

  /// The day of a check-in.
  static func of(_ row: CheckInRow) -> Int { of(row.time, longitude: row.longitude) }
}

extension AuditData {
  /// The day of a check-in by the longitude of its store, as the check-in may have none.
  func storeDay(of checkIn: Int) -> Int {
    let row = checkIns[checkIn]
    return LocalDay.of(row.time, longitude: stores[Int(row.store)].longitude)
  }
}

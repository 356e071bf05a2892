/// A day of the Gregorian calendar, carried back before its introduction as ISO 8601 does.
package struct CivilDate: Hashable, Sendable {
  /// The seconds since 1970 of the years 1…9999, beyond which ISO 8601 has no times of four digits.
  ///
  /// Years outside are neither read nor written; nor is year 0, which few other programs know.
  package static let allowedSeconds = -62_135_596_800...253_402_300_799

  package var year: Int
  /// 1…12.
  package var month: Int
  /// 1…31.
  package var day: Int

  /// Makes a date; nil if the month has no such day or the year is not in 1…9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(inMonth: month, year: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date that lies `days` days after 1970-01-01.
  ///
  /// Years are counted from March, so that the leap day is the last one of its year, and in eras
  /// of 400 years, which have 146,097 days each.
  package init(daysSince1970 days: Int) {
    // 719,468 days lie between 0000-03-01 and 1970-01-01.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    // Takes out the leap days: one in 4 years, none in 100, one in 400.
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // From March on, five months always have 153 days.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days from 1970-01-01 to this date.
  package var daysSince1970: Int {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
    let yearOfEra = yearFromMarch - era * 400
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func days(inMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

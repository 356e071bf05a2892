/// Reads one time after another in the shapes that nearly all have.
///
/// Most are of the same day and offset as the one before, which are then compared and not read.
package struct UsualTimes {
  /// Bytes of the last time: its date, its date from the fourth on with the `T`, its offset.
  private var date: UInt64 = 0
  private var day: UInt64 = 0
  private var offset: UInt64 = 0
  /// Seconds since 2001 at which that day began at that offset.
  private var midnight = 0

  /// Begins without a time before.
  package init() {}

  /// Reads `2026-03-03T09:15:00+08:00` and `2026-03-03T01:15:00Z`.
  ///
  /// - Parameters:
  ///   - bytes: The bytes that the time is among.
  ///   - start: Its first byte.
  ///   - end: The place behind its last byte.
  /// - Returns: Seconds since 2001-01-01 00:00 UTC, the same that ``TimeParser`` gives; nil for any other
  ///   shape and for what is no time, of which that has the last word.
  package mutating func seconds(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int,
    _ end: Int
  ) -> Double? {
    let length = end &- start
    guard length == 25 || length == 20 else { return nil }
    let date = ByteWord(bytes, at: start).bits
    let day = ByteWord(bytes, at: start &+ 3).bits
    let clock = ByteWord(bytes, at: start &+ 11)
    // `+08:00` behind the seconds, or the `Z`; the two differ in their lengths.
    let offset =
      length == 25 ? ByteWord(bytes, at: start &+ 17).bits &>> 16 : UInt64(bytes[start &+ 19])
    guard let second = PlainTime.secondOfDay(clock) else { return nil }
    if date != self.date || day != self.day || offset != self.offset {
      let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
      guard let seconds = PlainTime.seconds(text) else { return nil }
      (self.date, self.day, self.offset) = (date, day, offset)
      midnight = seconds &- 978_307_200 &- second
    }
    let seconds = midnight &+ second
    guard CivilDate.allowedSeconds.contains(seconds &+ 978_307_200) else { return nil }
    return Double(seconds)
  }
}

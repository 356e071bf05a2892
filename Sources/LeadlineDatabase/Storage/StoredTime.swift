import Foundation
import LeadlineGeometry

/// Times as GeoPackage writes them: `2024-05-01T08:30:00.000Z`, UTC, 24 bytes.
///
/// Of equal length, so that times order as their texts do. Times outside the years 1…9999 have no
/// such text.
enum StoredTime {
  /// Replaces `bytes` by the text of a time, rounded to milliseconds; by nothing if it has none.
  static func write(_ time: Date, into bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    _ = TimeWriter.append(time, alwaysWithMilliseconds: true, to: &bytes)
  }

  /// The text of a time that lies within the years 1…9999.
  static func text(_ time: Date) -> String {
    var bytes: [UInt8] = []
    write(time, into: &bytes)
    // The last half of a millisecond of the year 9999 would round up to a year that has no text.
    if bytes.isEmpty { write(time - 0.0005, into: &bytes) }
    precondition(!bytes.isEmpty, "the time lies outside the years 1…9999")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The time of a text; nil where another program wrote something else.
  static func time(_ text: String) -> Date? {
    if case .time(let time) = TimeParser.parse(text.utf8) { return time }
    return nil
  }
}

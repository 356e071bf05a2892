public import Foundation

/// What is known of the photo of a visit; the picture itself is not kept.
public struct Photo: Hashable, Sendable {
  /// The SHA-256 of its file as 64 hexadecimal digits.
  public var sha256: String?
  /// The difference hash of the picture, 64 bits: pictures that look alike differ in few of them.
  public var differenceHash: UInt64?
  /// When it was taken.
  public var time: Date?
  /// Degrees east of where it was taken; set together with the latitude.
  public var longitude: Double?
  /// Degrees north of where it was taken.
  public var latitude: Double?

  /// Makes a photo.
  public init(
    sha256: String? = nil,
    differenceHash: UInt64? = nil,
    time: Date? = nil,
    longitude: Double? = nil,
    latitude: Double? = nil
  ) {
    self.sha256 = sha256
    self.differenceHash = differenceHash
    self.time = time
    self.longitude = longitude
    self.latitude = latitude
  }

  /// Takes the values of a record of kind `check-ins`; nil when it has no photo.
  init?(_ values: [Value]) {
    self.init(
      sha256: values[Self.digestField].text,
      differenceHash: values[Self.hashField].text.flatMap { UInt64($0, radix: 16) },
      time: values[Self.timeField].time,
      longitude: values[Self.longitudeField].number,
      latitude: values[Self.latitudeField].number
    )
    if self == Photo() { return nil }
  }

  /// The first 128 bits of the SHA-256; nil without one.
  package var digest: (high: UInt64, low: UInt64)? {
    guard let sha256, let high = UInt64(sha256.prefix(16), radix: 16),
      let low = UInt64(sha256.dropFirst(16).prefix(16), radix: 16)
    else { return nil }
    return (high, low)
  }

  private static let digestField = RecordSchema.checkIns.require("photo_sha256")
  private static let hashField = RecordSchema.checkIns.require("photo_dhash")
  private static let timeField = RecordSchema.checkIns.require("photo_time")
  private static let longitudeField = RecordSchema.checkIns.require("photo_lon")
  private static let latitudeField = RecordSchema.checkIns.require("photo_lat")
}

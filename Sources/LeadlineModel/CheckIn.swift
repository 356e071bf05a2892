public import Foundation
public import LeadlineGeometry

/// A rep's claim to have been at a store.
public struct CheckIn: Hashable, Sendable {
  /// What a phone took its position from; the `provider` column.
  public enum Provider: String, Hashable, Sendable, CaseIterable {
    /// Satellites.
    case gps
    /// Wi-Fi or the telephone network.
    case network
    /// All that the phone has, as one estimate.
    case fused
    /// An earlier position that the phone kept.
    case cached
  }

  /// Its id.
  public var id: ID<CheckIn>
  /// Who claims it.
  public var rep: ID<Rep>
  /// The store claimed.
  public var store: ID<Store>
  /// The time claimed.
  public var time: Date
  /// Where the phone said it was; nil when it did not know.
  public var coordinate: Coordinate?
  /// 68 % radius of the fix, metres.
  public var accuracyMetres: Double?
  /// What the phone took the fix from.
  public var provider: Provider?
  /// When the fix was taken.
  public var fixTime: Date?
  /// Whether the phone said that an app made the position up.
  public var mock: Bool?
  /// When the check-in reached the server.
  public var submittedAt: Date?
  /// When the rep left.
  public var leftAt: Date?
  /// Who came along.
  public var accompaniedBy: ID<Rep>?
  /// Metres above the sea, as the phone says.
  public var altitudeMetres: Double?
  /// How fast the phone moved, metres per second.
  public var speedMetresPerSecond: Double?
  /// The phone.
  public var deviceID: String?
  /// The version of the app that sent it.
  public var appVersion: String?
  /// The photo taken at the visit.
  public var photo: Photo?

  /// Makes a check-in.
  public init(
    id: ID<CheckIn>,
    rep: ID<Rep>,
    store: ID<Store>,
    time: Date,
    coordinate: Coordinate? = nil,
    accuracyMetres: Double? = nil,
    provider: Provider? = nil,
    fixTime: Date? = nil,
    mock: Bool? = nil,
    submittedAt: Date? = nil,
    leftAt: Date? = nil,
    accompaniedBy: ID<Rep>? = nil,
    altitudeMetres: Double? = nil,
    speedMetresPerSecond: Double? = nil,
    deviceID: String? = nil,
    appVersion: String? = nil,
    photo: Photo? = nil
  ) {
    self.id = id
    self.rep = rep
    self.store = store
    self.time = time
    self.coordinate = coordinate
    self.accuracyMetres = accuracyMetres
    self.provider = provider
    self.fixTime = fixTime
    self.mock = mock
    self.submittedAt = submittedAt
    self.leftAt = leftAt
    self.accompaniedBy = accompaniedBy
    self.altitudeMetres = altitudeMetres
    self.speedMetresPerSecond = speedMetresPerSecond
    self.deviceID = deviceID
    self.appVersion = appVersion
    self.photo = photo
  }

  /// Takes the values of a record of kind `check-ins`; nil when it lacks a required one.
  public init?(_ record: Record) {
    let values = record.values
    guard let id = values[Self.idField].text, let rep = values[Self.repField].text,
      let store = values[Self.storeField].text, let time = values[Self.timeField].time
    else { return nil }
    self.init(
      id: ID(id),
      rep: ID(rep),
      store: ID(store),
      time: time,
      coordinate: record.coordinate,
      accuracyMetres: values[Self.accuracyField].number,
      provider: values[Self.providerField].text.flatMap(Provider.init(rawValue:)),
      fixTime: values[Self.fixTimeField].time,
      mock: values[Self.mockField].flag,
      submittedAt: values[Self.submittedField].time,
      leftAt: values[Self.leftField].time,
      accompaniedBy: values[Self.accompaniedField].text.map { ID($0) },
      altitudeMetres: values[Self.altitudeField].number,
      speedMetresPerSecond: values[Self.speedField].number,
      deviceID: values[Self.deviceField].text,
      appVersion: values[Self.versionField].text,
      photo: Photo(values)
    )
  }

  private static let idField = RecordSchema.checkIns.require("id")
  private static let repField = RecordSchema.checkIns.require("rep_id")
  private static let storeField = RecordSchema.checkIns.require("store_id")
  private static let timeField = RecordSchema.checkIns.require("time")
  private static let accuracyField = RecordSchema.checkIns.require("accuracy_m")
  private static let providerField = RecordSchema.checkIns.require("provider")
  private static let fixTimeField = RecordSchema.checkIns.require("fix_time")
  private static let mockField = RecordSchema.checkIns.require("mock")
  private static let submittedField = RecordSchema.checkIns.require("submitted_at")
  private static let leftField = RecordSchema.checkIns.require("left_at")
  private static let accompaniedField = RecordSchema.checkIns.require("accompanied_by")
  private static let altitudeField = RecordSchema.checkIns.require("altitude_m")
  private static let speedField = RecordSchema.checkIns.require("speed_mps")
  private static let deviceField = RecordSchema.checkIns.require("device_id")
  private static let versionField = RecordSchema.checkIns.require("app_version")
}

/// One timed position of a rep's phone.
public struct PositionFix: Hashable, Sendable {
  /// When it was taken.
  public var time: Date
  /// Where.
  public var coordinate: Coordinate
  /// 68 % radius, metres; nil when unknown.
  public var accuracyMetres: Double?

  /// Makes a fix.
  public init(time: Date, coordinate: Coordinate, accuracyMetres: Double? = nil) {
    self.time = time
    self.coordinate = coordinate
    self.accuracyMetres = accuracyMetres
  }

  /// Takes the values of a record of kind `tracks`; nil when it lacks a required one.
  public init?(_ record: Record) {
    guard let time = record.values[Self.timeField].time, let coordinate = record.coordinate else {
      return nil
    }
    self.init(
      time: time,
      coordinate: coordinate,
      accuracyMetres: record.values[Self.accuracyField].number
    )
  }

  private static let timeField = RecordSchema.tracks.require("time")
  private static let accuracyField = RecordSchema.tracks.require("accuracy_m")
}

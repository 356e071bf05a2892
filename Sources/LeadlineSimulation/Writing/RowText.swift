import LeadlineGeometry
import LeadlineModel

/// Writes records as lines of CSV.
struct RowText: Sendable {
  let world: World
  private let devices: [Int: [UInt8]]

  init(_ world: World) {
    self.world = world
    var devices: [Int: [UInt8]] = [:]
    for person in world.people {
      var list = [
        Device.own(person, on: 0), .own(person, on: .max), .second(person.index),
      ]
      if let tablet = person.tablet { list.append(.tablet(tablet.team)) }
      for device in list {
        devices[device.code] = Array(device.name(seed: world.scenario.seed).utf8)
      }
    }
    self.devices = devices
  }

  static let checkIns =
    "id,rep_id,store_id,time,lon,lat,accuracy_m,provider,fix_time,altitude_m,speed_mps,mock,"
    + "device_id,app_version,submitted_at,left_at,accompanied_by,photo_sha256,photo_dhash,"
    + "photo_time,photo_lon,photo_lat\n"
  static let tracks =
    "rep_id,time,lon,lat,accuracy_m,altitude_m,speed_mps,provider,device_id\n"

  // MARK: - Positions

  /// The degrees that the app sends for a reading, before rounding.
  func sent(_ reading: Reading, _ app: AppVersion) -> Position {
    if let typed = reading.typed { return typed }
    let position = world.plane.position(of: reading.place)
    return app.isGCJ02 ? ChinaDatum.gcj02(fromWGS84: position) : position
  }

  /// The degrees as they stand in the file.
  func rounded(_ position: Position, decimals: Int) -> Position {
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    return Position(
      x: (position.x * power).rounded() / power,
      y: (position.y * power).rounded() / power
    )
  }

  private func appendPlace(_ reading: Reading?, _ app: AppVersion, to bytes: inout [UInt8]) {
    guard let reading else {
      bytes.append(UInt8(ascii: ","))
      return
    }
    let position = sent(reading, app)
    let decimals = reading.typedDecimals ?? app.decimals
    DecimalWriter.append(position.x, decimals: decimals, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    DecimalWriter.append(position.y, decimals: decimals, to: &bytes)
  }

  // MARK: - Ids

  func appendPerson(_ person: Int, to bytes: inout [UInt8]) {
    appendNumber(world.people[person].number, width: 5, prefix: "r", to: &bytes)
  }

  func appendStore(_ store: Int, to bytes: inout [UInt8]) {
    appendNumber(world.storeNumbers[store], width: 6, prefix: "s", to: &bytes)
  }

  func appendNumber(_ number: Int, width: Int, prefix: Unicode.Scalar, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: prefix))
    var limit = 1
    for _ in 1..<width { limit *= 10 }
    while limit > max(1, number) {
      bytes.append(UInt8(ascii: "0"))
      limit /= 10
    }
    DecimalWriter.append(Int64(number), to: &bytes)
  }

  // MARK: - Lines

  /// Appends a check-in without its id, from the comma behind it to the end of the line.
  func appendCheckIn(_ claim: Claim, to bytes: inout [UInt8]) {
    let app = world.apps[claim.app]
    let comma = UInt8(ascii: ",")
    bytes.append(comma)
    appendPerson(claim.person, to: &bytes)
    bytes.append(comma)
    appendStore(claim.store, to: &bytes)
    bytes.append(comma)
    LocalTime.append(claim.time, to: &bytes)
    bytes.append(comma)
    appendPlace(claim.reading, app, to: &bytes)
    bytes.append(comma)
    append(claim.reading?.accuracy, decimals: 1, to: &bytes)
    bytes.append(comma)
    if app.sendsProvider, let provider = claim.reading?.provider {
      bytes += provider.rawValue.utf8
    }
    bytes.append(comma)
    if app.sendsFixTime { append(time: claim.reading?.time, to: &bytes) }
    bytes.append(comma)
    if app.sendsAltitudeAndSpeed { append(claim.reading?.altitude, decimals: 1, to: &bytes) }
    bytes.append(comma)
    if app.sendsAltitudeAndSpeed { append(claim.reading?.speed, decimals: 2, to: &bytes) }
    bytes.append(comma)
    if app.sendsMock { bytes.append(UInt8(ascii: claim.mock ? "1" : "0")) }
    bytes.append(comma)
    bytes += devices[claim.device.code] ?? []
    bytes.append(comma)
    bytes += app.name.utf8
    bytes.append(comma)
    LocalTime.append(claim.submitted, to: &bytes)
    bytes.append(comma)
    if app.sendsLeft { append(time: claim.left, to: &bytes) }
    bytes.append(comma)
    if let companion = claim.accompaniedBy { appendPerson(companion, to: &bytes) }
    bytes.append(comma)
    appendPhoto(claim.photo, app, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  private func appendPhoto(_ photo: Photo?, _ app: AppVersion, to bytes: inout [UInt8]) {
    guard let photo else {
      bytes += ",,,,".utf8
      return
    }
    for word in photo.sha { appendHexadecimal(word, to: &bytes) }
    bytes.append(UInt8(ascii: ","))
    appendHexadecimal(photo.dhash, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    append(time: photo.time, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    appendPlace(photo.place, app, to: &bytes)
  }

  func appendTrack(_ reading: Reading, at time: Double, _ scene: Scene, to bytes: inout [UInt8]) {
    let app = scene.app
    let comma = UInt8(ascii: ",")
    appendPerson(scene.person.index, to: &bytes)
    bytes.append(comma)
    LocalTime.append(time + scene.clock, to: &bytes)
    bytes.append(comma)
    appendPlace(reading, app, to: &bytes)
    bytes.append(comma)
    append(reading.accuracy, decimals: 1, to: &bytes)
    bytes.append(comma)
    if app.sendsAltitudeAndSpeed { append(reading.altitude, decimals: 1, to: &bytes) }
    bytes.append(comma)
    if app.sendsAltitudeAndSpeed { append(reading.speed, decimals: 2, to: &bytes) }
    bytes.append(comma)
    if app.sendsProvider, let provider = reading.provider { bytes += provider.rawValue.utf8 }
    bytes.append(comma)
    bytes += devices[scene.device(at: time).code] ?? []
    bytes.append(UInt8(ascii: "\n"))
  }

  // MARK: - Values

  func append(_ value: Double?, decimals: Int, to bytes: inout [UInt8]) {
    if let value { DecimalWriter.append(value, decimals: decimals, to: &bytes) }
  }

  func append(time: Double?, to bytes: inout [UInt8]) {
    if let time { LocalTime.append(time, to: &bytes) }
  }

  private func appendHexadecimal(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(60), through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}

import Foundation
package import LeadlineGeometry
import LeadlineModel

/// Which datum a source's coordinates turned out to be in.
package struct SourceDatum: Hashable, Sendable {
  /// What a source is.
  package enum Kind: String, Hashable, Sendable {
    /// The check-ins of one version of the app.
    case appVersion = "app-version"
    /// The check-ins of one device, where it differs from its app's version or that is unknown.
    case device
    /// The check-ins of one rep, where neither version nor device are known.
    case rep
    /// The stores of one source.
    case stores
  }

  /// The version, the device's or rep's id, or the stores' source; may be empty for the last.
  package var source: String
  /// What it is.
  package var kind: Kind
  /// The number of its check-ins with a fix good enough to tell.
  package var checkIns: Int
  /// The datum that its coordinates are in, taken for WGS 84 by the input.
  package var datum: Datum
  /// The natural logarithm of how much likelier another datum makes the fixes than WGS 84 does.
  ///
  /// That of the likeliest other one; below 0 where WGS 84 is right. A device's is against the datum
  /// of its version.
  package var logLikelihoodRatio: Double
  /// From when on a device uses the datum, seconds since 2001-01-01 00:00 UTC; NaN for always.
  package var since: Double
}

/// The datum of every source of check-ins and stores, told by what their fixes have in common.
///
/// A fix in another datum lies off its store by that datum's shift there, in length and direction; so
/// do all others of the source. Each fix votes with the logarithm of the likelihood ratio, the rep being
/// elsewhere with the prior's share, cut to ±4; a store counts as three fixes at most and a rep as a
/// third, so that nobody who claims stores from one place can fake a datum.
struct SourceDatums: Sendable {
  /// The sources, check-ins before stores, each by kind, then by id.
  let sources: [SourceDatum]
  /// The datum of each check-in's fix as ``code(of:)``.
  let checkInCodes: [UInt8]
  /// The datum of each store's stored position as ``code(of:)``.
  let storeCodes: [UInt8]
  /// Whether each check-in's source has too few check-ins to tell its datum.
  let isOpen: [Bool]

  /// The datums that a code stands for by its value.
  static let datums: [Datum] = [.wgs84, .gcj02, .bd09]

  /// What the numbers mean in WGS 84, had they been in a datum.
  static func unshifted(_ code: UInt8, _ coordinate: Coordinate) -> Coordinate {
    let position = Position(x: coordinate.longitude, y: coordinate.latitude)
    let result: Position
    switch code {
    case 1: result = ChinaDatum.wgs84(fromGCJ02: position)
    case 2: result = ChinaDatum.wgs84(fromBD09: position)
    default: return coordinate
    }
    return Coordinate(uncheckedLongitude: result.x, latitude: result.y)
  }

  /// Where a fix would be if its app had sent GCJ-02 or BD-09 and called it WGS 84.
  static func readings(of coordinate: Coordinate) -> [ShiftedReading] {
    (1...2).compactMap { code in
      let place = unshifted(UInt8(code), coordinate)
      return place == coordinate ? nil : ShiftedReading(datum: datums[code], coordinate: place)
    }
  }

  /// Tells the datums.
  init(_ data: AuditData, _ policy: AuditPolicy, _ model: PresenceModel, threads: Int?) {
    let residuals = DatumResiduals(data, policy, model, threads: threads)
    guard residuals.isAnywhereShifted else {
      sources = []
      checkInCodes = [UInt8](repeating: 0, count: data.checkIns.count)
      storeCodes = [UInt8](repeating: 0, count: data.stores.count)
      isOpen = [Bool](repeating: false, count: data.checkIns.count)
      return
    }
    let senders = SenderGroups(data, threads: threads)
    let sourceCount = data.storeSources.count + 1
    let sourceOf = data.stores.map { $0.source < 0 ? sourceCount - 1 : Int($0.source) }
    let sources = Workers.array(data.checkIns.count, size: 4_096, threads: threads) { checkIn in
      Int32(sourceOf[Int(data.checkIns[checkIn].store)])
    }
    let bySender = DatumSamples(
      groups: senders.count,
      count: data.checkIns.count,
      isUsed: { residuals.isUsable($0) },
      group: { senders.group($0) }
    )
    let bySource = DatumSamples(
      groups: sourceCount,
      count: data.checkIns.count,
      isUsed: { residuals.isUsable($0) },
      group: { Int(sources[$0]) }
    )

    // Check-ins can only be off by a shift, and stores only by the opposite one, so that a few rounds
    // settle both. Groups too small to tell stay as they are.
    let least = policy.places.datumCheckIns
    var ofSender = [DatumTally](repeating: DatumTally(), count: senders.count)
    var ofSource = [DatumTally](repeating: DatumTally(), count: sourceCount)
    for _ in 0..<3 {
      let before = ofSource.map(\.code)
      for group in 0..<senders.count where bySender.counts[group] >= least {
        let members = bySender.members(of: group)
        let scores = residuals.scores(members) { checkIn, code in
          (code, before[Int(sources[checkIn])])
        }
        ofSender[group] = residuals.tally(members, scores, against: 0)
      }
      for group in 0..<sourceCount where bySource.counts[group] >= least {
        let members = bySource.members(of: group)
        let scores = residuals.scores(members) { checkIn, code in
          (ofSender[senders.group(checkIn)].code, code)
        }
        ofSource[group] = residuals.tally(members, scores, against: 0)
      }
      // The senders went by the sources as they still are: nothing would change any more.
      if ofSource.map(\.code) == before { break }
    }

    var codes = (0..<data.checkIns.count).map { ofSender[senders.group($0)].code }
    let devices = DeviceDatums(data, residuals, codes) { store in ofSource[sourceOf[store]].code }
    devices.apply(to: &codes, data)

    var found: [SourceDatum] = []
    for group in 0..<senders.count where bySender.counts[group] >= least {
      let (kind, text) = senders.name(group, data)
      found.append(ofSender[group].row(text, kind, bySender.counts[group]))
    }
    found += devices.rows(data)
    for group in 0..<sourceCount where bySource.counts[group] >= least {
      let text = group < sourceCount - 1 ? data.storeSources.text(group) : ""
      found.append(ofSource[group].row(text, .stores, bySource.counts[group]))
    }
    self.sources = found
    checkInCodes = codes
    storeCodes = sourceOf.map { ofSource[$0].code }
    isOpen = (0..<data.checkIns.count).map { bySender.counts[senders.group($0)] < least }
  }
}

/// What a group's fixes say of its datum.
struct DatumTally: Sendable {
  /// The datum that is taken.
  var code: UInt8 = 0
  /// Of the likeliest other datum over the one that was compared with.
  var ratio = 0.0

  /// The row that tells it.
  func row(_ source: String, _ kind: SourceDatum.Kind, _ count: Int, since: Double = .nan)
    -> SourceDatum
  {
    SourceDatum(
      source: source,
      kind: kind,
      checkIns: count,
      datum: SourceDatums.datums[Int(code)],
      logLikelihoodRatio: ratio,
      since: since
    )
  }
}

/// The groups of check-ins that one program sent: by version, else by device, else by rep.
private struct SenderGroups {
  private let versions: Int
  private let devices: Int
  /// The group of each check-in.
  private let groups: [Int32]
  let count: Int

  init(_ data: AuditData, threads: Int?) {
    let versions = data.appVersions.count
    let devices = data.deviceIDs.count
    self.versions = versions
    self.devices = devices
    count = versions + devices + data.reps.count
    // The rows are large, and each is asked for several times.
    groups = Workers.array(data.checkIns.count, size: 4_096, threads: threads) { checkIn in
      let row = data.checkIns[checkIn]
      if row.appVersion >= 0 { return row.appVersion }
      return row.device >= 0
        ? Int32(versions) + row.device : Int32(versions + devices) + row.rep
    }
  }

  func group(_ checkIn: Int) -> Int { Int(groups[checkIn]) }

  func name(_ group: Int, _ data: AuditData) -> (SourceDatum.Kind, String) {
    if group < versions { return (.appVersion, data.appVersions.text(group)) }
    if group < versions + devices { return (.device, data.deviceIDs.text(group - versions)) }
    return (.rep, data.repIDs.text(group - versions - devices))
  }
}

/// At most some hundred check-ins of each group, evenly spread over all of it.
private struct DatumSamples {
  private static let greatestSample = 384
  /// The number of check-ins of each group that can be used.
  let counts: [Int]
  private let starts: [Int]
  private let positions: [Int32]

  @inline(__always)
  init(groups: Int, count: Int, isUsed: (Int) -> Bool, group: (Int) -> Int) {
    var counts = [Int](repeating: 0, count: groups)
    for position in 0..<count where isUsed(position) { counts[group(position)] += 1 }
    let strides = counts.map { ($0 + Self.greatestSample - 1) / Self.greatestSample }
    var starts = [0]
    for group in 0..<groups {
      let size = strides[group] == 0 ? 0 : (counts[group] + strides[group] - 1) / strides[group]
      starts.append(starts[group] + size)
    }
    var next = starts
    /// How many of each group are left out before the next one.
    var skips = [Int](repeating: 0, count: groups)
    var positions = [Int32](repeating: 0, count: starts[groups])
    for position in 0..<count where isUsed(position) {
      let group = group(position)
      if skips[group] > 0 {
        skips[group] -= 1
      } else {
        skips[group] = strides[group] - 1
        positions[next[group]] = Int32(position)
        next[group] += 1
      }
    }
    self.counts = counts
    self.starts = starts
    self.positions = positions
  }

  func members(of group: Int) -> ArraySlice<Int32> {
    positions[starts[group]..<starts[group + 1]]
  }
}

import LeadlineModel

/// Which reps check in with which devices.
struct DeviceUse: Sendable {
  /// For each device, the rep who makes most check-ins with it; -1 when nobody does.
  let owners: [Int32]
  /// For each rep, the device of most of the check-ins; -1 when there is none.
  let mainDevices: [Int32]
  /// Where each device's check-ins begin in ``checkIns``; devices that one rep uses have none there.
  private let starts: [Int]
  /// Positions of check-ins with devices of several reps, by device, then time.
  private let checkIns: [Int32]

  /// Finds out.
  ///
  /// - Complexity: O(*n*) in the number of check-ins while few devices are shared.
  init(_ data: AuditData, _ policy: LinkPolicy) {
    let devices = data.deviceIDs.count
    let share = policy.deviceOwnerShare
    var totals = [Int32](repeating: 0, count: devices)
    var lastReps = [Int32](repeating: -1, count: devices)
    var isShared = [Bool](repeating: false, count: devices)
    // A rep's check-ins are neighbours, so each pair of device and rep is one run of counting.
    var uses: [(device: Int32, rep: Int32, count: Int32)] = []
    var places = [Int32](repeating: -1, count: devices)
    var mains = [Int32](repeating: -1, count: data.reps.count)
    for rep in data.reps.indices {
      let first = uses.count
      for row in data.checkIns[data.checkIns(ofRep: rep)] where row.device >= 0 {
        let device = Int(row.device)
        totals[device] += 1
        if lastReps[device] == rep {
          uses[Int(places[device])].count += 1
        } else {
          isShared[device] = isShared[device] || lastReps[device] >= 0
          lastReps[device] = Int32(rep)
          places[device] = Int32(uses.count)
          uses.append((row.device, Int32(rep), 1))
        }
      }
      let total = uses[first...].reduce(0) { $0 + Int($1.count) }
      for use in uses[first...] where Double(use.count) >= share * Double(total) {
        mains[rep] = use.device
      }
    }
    var owners = [Int32](repeating: -1, count: devices)
    for use in uses where Double(use.count) >= share * Double(totals[Int(use.device)]) {
      owners[Int(use.device)] = use.rep
    }
    var starts = [Int](repeating: 0, count: devices + 1)
    for device in 0..<devices {
      starts[device + 1] = starts[device] + (isShared[device] ? Int(totals[device]) : 0)
    }
    var next = starts
    var checkIns = [Int32](repeating: 0, count: starts[devices])
    for (position, row) in data.checkIns.enumerated()
    where row.device >= 0 && isShared[Int(row.device)] {
      checkIns[next[Int(row.device)]] = Int32(position)
      next[Int(row.device)] += 1
    }
    for device in 0..<devices where isShared[device] {
      checkIns[starts[device]..<starts[device + 1]].sort {
        (data.checkIns[Int($0)].time, $0) < (data.checkIns[Int($1)].time, $1)
      }
    }
    self.owners = owners
    mainDevices = mains
    self.starts = starts
    self.checkIns = checkIns
  }

  /// The check-ins with a device that several reps use, by time; empty for one rep's device.
  func checkIns(with device: Int32) -> ArraySlice<Int32> {
    device < 0 ? [] : checkIns[starts[Int(device)]..<starts[Int(device) + 1]]
  }

  /// The rep to whom a device belongs that another rep checks in with; nil when it is the rep's own,
  /// or a pool's.
  func lender(of row: CheckInRow) -> Int32? {
    guard row.device >= 0 else { return nil }
    let owner = owners[Int(row.device)]
    return owner >= 0 && owner != row.rep ? owner : nil
  }
}

extension AuditContext {
  /// The datum that the app gives a rep's track in around a check-in: that of the rep's own phone, whoever's
  /// device the check-in was made with.
  ///
  /// - Complexity: O(1); for one with another device O(*k*) in how many the nearest with the own one are away.
  func trackDatum(_ checkIn: Int) -> UInt8 {
    let row = data.checkIns[checkIn]
    let own = devices.mainDevices[Int(row.rep)]
    guard own >= 0, row.device >= 0, row.device != own else { return datumCodes[checkIn] }
    // The nearest in time, as apps are renewed; a rep's check-ins are by time.
    let all = data.checkIns(ofRep: Int(row.rep))
    let before = (all.lowerBound..<checkIn).last { data.checkIns[$0].device == own }
    let after = (checkIn + 1..<all.upperBound).first { data.checkIns[$0].device == own }
    guard let before, let after else { return datumCodes[before ?? after ?? checkIn] }
    let isLaterNearer = data.checkIns[after].time - row.time < row.time - data.checkIns[before].time
    return datumCodes[isLaterNearer ? after : before]
  }

  /// The number of the day of a check-in, from midnight to midnight by the sun at the store.
  func day(_ row: CheckInRow) -> Int {
    let east = data.stores[Int(row.store)].longitude
    // 240 seconds a degree.
    let days = ((row.time + 240 * east) / 86_400).rounded(.down)
    return Int(exactly: days) ?? 0
  }
}

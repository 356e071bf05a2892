import LeadlineModel

/// The rep goes to another device and back within a day.
///
/// Marked are check-ins with a device that is not the rep's main one (`deviceOwnerShare` of the
/// check-ins) on days with check-ins by both, when the rep has changed back again. Fraud: a second
/// phone, the rep's or a colleague's, makes some of the visits. Honest: a tablet beside the phone, a
/// flat battery. Both are common, so the ratio is `deviceSwitchRatio` (0.7), more with the number of
/// days up to the double, and decides nothing alone. A new phone is one change and no way back; a phone in
/// repair is a change and back with whole days between: no marks.
struct DeviceSwitchRule: AuditRule {
  static let facts = RuleFacts(
    .deviceSwitch,
    .collusion,
    evidence: [("days", ""), ("check_ins", "")],
    excuse: "the rep works with two devices, a telephone and a tablet for one"
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let rows = context.data.checkIns
    let policy = context.policy.links
    guard let main = mainDevice(dossier) else { return }
    var others: [Int] = []
    var days = 0
    var first = dossier.checkIns.lowerBound
    while first < dossier.checkIns.upperBound {
      let day = context.day(rows[first])
      var end = first
      var firstMain: Int?
      var lastMain = first
      while end < dossier.checkIns.upperBound, context.day(rows[end]) == day {
        if rows[end].device == main {
          firstMain = firstMain ?? end
          lastMain = end
        }
        end += 1
      }
      if let firstMain {
        let between = (firstMain..<lastMain).filter {
          rows[$0].device >= 0 && rows[$0].device != main
        }
        if !between.isEmpty { days += 1 }
        others += between
      }
      first = end
    }
    guard days > 0 else { return }
    let growth = min(policy.deviceSwitchRatio, policy.deviceSwitchDayRatio * Double(days - 1))
    marks.beginFinding()
    for checkIn in others {
      marks.mark(
        checkIn,
        ratio: policy.deviceSwitchRatio + growth,
        (Double(days), Double(others.count), .nan, .nan)
      )
    }
  }

  /// The device of most check-ins of a rep; nil when there is none, or only one.
  private func mainDevice(_ dossier: RepDossier) -> Int32? {
    let rows = context.data.checkIns[dossier.checkIns]
    guard let first = rows.first(where: { $0.device >= 0 })?.device,
      rows.contains(where: { $0.device >= 0 && $0.device != first })
    else { return nil }
    let devices = rows.lazy.map(\.device).filter { $0 >= 0 }.sorted()
    // With more than half of all, the middle one is it.
    let middle = devices[devices.count / 2]
    let share = Double(devices.count { $0 == middle }) / Double(devices.count)
    return share >= context.policy.links.deviceOwnerShare ? middle : nil
  }
}

import LeadlineModel

/// The rep checks in with a device that is a colleague's.
///
/// A device is the rep's who makes at least `deviceOwnerShare` (60 %) of its check-ins. Fraud: a
/// colleague checks in for the rep, seven times in ten with the own phone. Honest: the rep's phone is
/// broken, flat or at home, some visits in a hundred where that is usual; by far most visits on
/// borrowed phones are true, so the ratio is `borrowedDeviceRatio` (1.0) and decides nothing alone.
/// A tablet that belongs to nobody (a depot's, or one that two reps hand over) is no mark at all, nor
/// is the owner's coming along.
struct SharedDeviceRule: AuditRule {
  static let facts = RuleFacts(
    .sharedDevice,
    .collusion,
    evidence: [("own_check_ins", ""), ("device_check_ins", "")],
    excuse: "the rep's own device was out of order and a colleague lent one"
  )

  private let context: AuditContext
  private let use: DeviceUse

  init(_ context: AuditContext) {
    self.context = context
    use = context.devices
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let rows = context.data.checkIns
    var borrowed: [(device: Int32, checkIn: Int)] = []
    for checkIn in dossier.checkIns {
      guard let lender = use.lender(of: rows[checkIn]), rows[checkIn].companion != lender else {
        continue
      }
      borrowed.append((rows[checkIn].device, checkIn))
    }
    borrowed.sort { ($0.device, $0.checkIn) < ($1.device, $1.checkIn) }
    var first = 0
    while first < borrowed.count {
      let device = borrowed[first].device
      let own = borrowed[first...].prefix { $0.device == device }
      marks.beginFinding()
      for (_, checkIn) in own {
        marks.mark(
          checkIn,
          ratio: context.policy.links.borrowedDeviceRatio,
          (Double(own.count), Double(use.checkIns(with: device).count), .nan, .nan)
        )
      }
      first = own.endIndex
    }
  }
}

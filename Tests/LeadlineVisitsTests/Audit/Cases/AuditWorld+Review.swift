import LeadlineModel

@testable import LeadlineVisits

extension AuditWorld {
  /// The records in canonical order.
  func data() -> AuditData {
    var builder = AuditData.Builder()
    for (id, store, owner) in stores { _ = builder.addStore(id, store, owner: owner) }
    var block = CheckInBlock()
    for (number, checkIn) in checkIns.enumerated() { block.append(checkIn, number: number + 1) }
    builder.add(block) { _ in }
    return builder.finish()
  }

  /// Audits, and gives all that was found.
  func run(policy: AuditPolicy = AuditPolicy(), threads: Int? = nil) throws -> Audit {
    let data = data()
    let tracks = (0..<data.reps.count).map { fixes[data.repIDs.text($0)].map { Track($0) } }
    return try Auditor(policy: policy).audit(data, tracks: tracks, threads: threads)
  }
}

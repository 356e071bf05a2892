public import LeadlineDatabase
import LeadlineGeometry
public import LeadlineModel
import LeadlineVisits

/// Verifies check-ins as they are imported, each on its own evidence.
public struct ImportVerifier: Sendable {
  /// How many check-ins have which verdict, in the order of `Verdict.allCases`.
  public private(set) var counts: [(verdict: Verdict, count: Int)] =
    Verdict.allCases.map { ($0, 0) }

  private static let checkInsAtOnce = 4096
  private static let fields: Set<String> = [
    "id", "rep_id", "store_id", "time", "accuracy_m", "provider", "fix_time", "mock",
    "submitted_at", "left_at", "accompanied_by",
  ]

  /// Begins.
  public init() {}

  /// Verifies what an import added or changed, and stores the verdicts.
  ///
  /// - Throws: ``LeadlineDatabase/StorageError``.
  public mutating func verify(_ changed: ChangedCheckIns) throws {
    var builder = VisitChecker.Builder()
    // Stores and fixes of the database are sound.
    try changed.forEachStore { _ = builder.addStore($0) }
    let reach = Int(VerificationPolicy().trackReachSeconds.rounded(.up))
    try changed.forEachFix(within: reach) { builder.addFix($0) }
    let checker = builder.finish()
    let writer = try changed.makeWriter()
    var waiting: [(row: Int64, checkIn: CheckIn)] = []
    func flush() throws {
      let batch = waiting
      waiting.removeAll(keepingCapacity: true)
      let verifications = Workers.map(batch.count, size: 256, threads: nil) {
        checker.verify(batch[$0].checkIn)
      }
      for (position, verification) in verifications.enumerated() {
        guard let verification else { continue }
        try writer.write(verification, row: batch[position].row)
        count(verification.verdict)
      }
    }
    try changed.forEachCheckIn(fields: Self.fields) { row, record in
      guard let checkIn = CheckIn(record) else { return }
      waiting.append((row, checkIn))
      if waiting.count == Self.checkInsAtOnce { try flush() }
    }
    try flush()
  }

  private mutating func count(_ verdict: Verdict) {
    guard let position = counts.firstIndex(where: { $0.verdict == verdict }) else { return }
    counts[position].count += 1
  }
}

import LeadlineModel

/// The store is where fixes agree, of other reps or of the rep on other days, not where its record
/// says; see ``StorePositions``.
struct StoreMovedRule: AuditRule {
  static let facts = RuleFacts(
    .storeMoved,
    .geometry,
    evidence: [
      ("distance from the recorded position", "m"), ("distance from the believed position", "m"),
      ("other reps", ""), ("own other days", ""),
    ]
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    for checkIn in dossier.checkIns {
      guard let position = context.positions[checkIn], let moved = position.moved else { continue }
      marks.beginFinding()
      marks.mark(
        checkIn,
        ratio: 0,
        (
          moved.pinMetres, moved.reps > 0 ? position.distanceMetres : .nan, Double(moved.reps),
          Double(moved.days)
        )
      )
    }
  }
}

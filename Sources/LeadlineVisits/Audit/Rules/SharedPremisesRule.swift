import LeadlineModel

/// The rep checks in at several stores from one spot because these are in one building or market.
struct SharedPremisesRule: AuditRule {
  static let facts = RuleFacts(
    .sharedPremises,
    .geometry,
    evidence: [("stores", ""), ("distance of the farthest", "m")]
  )

  /// Check-ins this far apart in time can be one stay, seconds.
  private static let staySeconds = 7_200.0
  /// Check-ins before and after that are looked at; more in a stay say nothing new.
  private static let reach = 24
  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    for checkIn in dossier.checkIns {
      let before = dossier.checkIns.lowerBound..<checkIn
      let after = (checkIn + 1)..<dossier.checkIns.upperBound
      var farthest: [Int32: Double] = [:]
      for other in before.suffix(Self.reach).reversed() {
        guard compare(checkIn, other, &farthest) else { break }
      }
      for other in after.prefix(Self.reach) {
        guard compare(checkIn, other, &farthest) else { break }
      }
      guard let metres = farthest.values.max() else { continue }
      marks.beginFinding()
      marks.mark(checkIn, ratio: 0, (Double(farthest.count + 1), metres, .nan, .nan))
    }
  }

  /// Notes the store of a check-in made from the same spot, if it shares premises.
  ///
  /// - Returns: Whether the other is near enough in time for more to follow.
  private func compare(_ checkIn: Int, _ other: Int, _ farthest: inout [Int32: Double]) -> Bool {
    let (row, second) = (context.data.checkIns[checkIn], context.data.checkIns[other])
    guard abs(row.time - second.time) <= Self.staySeconds else { return false }
    guard row.store != second.store, farthest[second.store] == nil,
      let position = context.positions[checkIn], let neighbour = context.positions[other]
    else { return true }
    let offset = LocalScale(position.coordinate).offset(to: neighbour.coordinate)
    let errors = Double(position.accuracyMetres + neighbour.accuracyMetres)
    guard offset.metres <= context.policy.places.spotMetres + errors else { return true }
    farthest[second.store] = context.places.sharedPremises(
      Int(row.store),
      Int(second.store),
      without: Int(row.rep),
      at: row.time
    )
    return true
  }
}

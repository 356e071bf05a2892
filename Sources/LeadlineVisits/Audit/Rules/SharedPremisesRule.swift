import LeadlineModel

/// The rep checks in at several stores from one spot because these are in one building or market.
///
/// In a mall most check-ins are so. That is evidence only beside an accusation, and only such check-ins
/// are marked.
struct SharedPremisesRule: AuditRule {
  static let facts = RuleFacts(
    .sharedPremises,
    .geometry,
    version: 2,
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

  /// A store whose check-in was made from the same spot.
  private struct Neighbour {
    var store: Int32
    /// Of the two stores, metres; nil where they can't share premises.
    var metres: Double?
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let data = context.data
    let rep = dossier.rep
    var neighbours: [Neighbour] = []
    // Copied once: it is large.
    let places = context.places
    let areAccused = marks.areAccused(dossier.checkIns)
    for (checkIn, isAccused) in zip(dossier.checkIns, areAccused) where isAccused {
      guard let position = context.positions[checkIn] else { continue }
      let (time, store) = (data.checkIns[checkIn].time, data.checkIns[checkIn].store)
      let scale = LocalScale(position.coordinate)
      neighbours.removeAll(keepingCapacity: true)
      var place: StorePlace?

      /// Notes the store of another check-in made from the same spot.
      ///
      /// - Returns: Whether the other is near enough in time for more to follow.
      func compare(_ other: Int) -> Bool {
        guard abs(time - data.checkIns[other].time) <= Self.staySeconds else { return false }
        let second = data.checkIns[other].store
        guard store != second, !neighbours.contains(where: { $0.store == second }),
          let neighbour = context.positions[other]
        else { return true }
        let offset = scale.offset(to: neighbour.coordinate)
        let errors = Double(position.accuracyMetres + neighbour.accuracyMetres)
        guard offset.metres <= context.policy.places.spotMetres + errors else { return true }
        let own = place ?? places.place(of: Int(store), without: rep, at: time).place
        place = own
        let metres = places.sharedPremises(own, Int(second), without: rep, at: time)
        neighbours.append(Neighbour(store: second, metres: metres))
        return true
      }
      var other = checkIn - 1
      let first = max(dossier.checkIns.lowerBound, checkIn - Self.reach)
      while other >= first, compare(other) { other -= 1 }
      other = checkIn + 1
      let end = min(dossier.checkIns.upperBound, checkIn + 1 + Self.reach)
      while other < end, compare(other) { other += 1 }
      var (count, metres) = (0, 0.0)
      for neighbour in neighbours {
        guard let apart = neighbour.metres else { continue }
        count += 1
        metres = max(metres, apart)
      }
      guard count > 0 else { continue }
      marks.beginFinding()
      marks.mark(checkIn, ratio: 0, (Double(count + 1), metres, .nan, .nan))
    }
  }
}

import LeadlineGeometry
import LeadlineModel

extension PinScatter {
  /// Of a fix that lies near the stored position, per axis, square metres; a radius of 15 m.
  private static let greatestVariance = 100.0

  /// Gets ready for a rep's own fixes.
  ///
  /// - Parameters:
  ///   - fixes: The check-ins with such fixes, by time.
  ///   - dossier: The rep.
  ///   - context: What is judged by.
  init(_ fixes: [Int], _ dossier: RepDossier, _ context: AuditContext) {
    let first = dossier.checkIns.lowerBound
    var positions = [Int?](repeating: nil, count: dossier.checkIns.count)
    var own: [Fix] = []
    own.reserveCapacity(fixes.count)
    for checkIn in fixes {
      guard let fix = Self.fix(checkIn, context) else { continue }
      positions[checkIn - first] = own.count
      own.append(fix)
    }
    self.init(
      own,
      order: dossier.byStore.compactMap { positions[$0 - first] },
      context.policy
    )
  }

  private static func fix(_ checkIn: Int, _ context: AuditContext) -> Fix? {
    guard let position = context.positions[checkIn] else { return nil }
    let row = context.data.checkIns[checkIn]
    let store = Int(row.store)
    let stored = context.storePlaces[store]
    // That of the stored position, as nearly all are; planes are costly to make.
    let scale = context.places.scales[store]
    let offset = scale.offset(to: position.coordinate)
    func metres(from place: Coordinate, to fix: Coordinate) -> Double {
      (place == stored.coordinate ? scale : LocalScale(place)).offset(to: fix).metres
    }
    let pin = context.data.pin(of: store, at: row.time) ?? stored.coordinate
    let fromRecord = metres(from: pin, to: position.coordinate)
    // Who copies numbers knows nothing of datums.
    let numbers = context.data.stores[store].coordinate
    let fromPin = min(fromRecord, metres(from: numbers, to: row.coordinate))
    return Fix(
      fromPin: fromPin,
      fromRecord: fromRecord,
      offset: offset,
      // Many phones state more than they err, and a true fix near the pin must not pay for it.
      variance: min(greatestVariance, position.variance),
      store: row.store,
      storeRadius: stored.radiusMetres ?? .nan,
      isFounding: fromPin <= context.policy.repRules.pinMetres
        && !context.habits.traits[checkIn].contains(.pinned)
    )
  }
}

extension AuditData {
  /// Where a store's stored position was at a time, whoever put it there; nil where it never changed.
  fileprivate func pin(of store: Int, at time: Double) -> Coordinate? {
    // Hardly any store was moved.
    guard hasEdits(ofStore: store) else { return nil }
    let edits = edits(ofStore: store)
    guard let first = edits.first else { return nil }
    guard let last = edits.last(where: { $0.time <= time }) else {
      return first.oldLongitude.isNaN
        ? nil
        : Coordinate(uncheckedLongitude: first.oldLongitude, latitude: first.oldLatitude)
    }
    return Coordinate(uncheckedLongitude: last.longitude, latitude: last.latitude)
  }
}

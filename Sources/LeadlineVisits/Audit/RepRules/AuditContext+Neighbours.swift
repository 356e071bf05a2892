extension AuditContext {
  /// Whether two check-ins are at stores so near to each other that they may be under one roof.
  func areNeighbours(_ first: CheckInRow, _ second: CheckInRow) -> Bool {
    if first.store == second.store { return true }
    var radius = 0.0
    for row in [first.accuracyMetres, second.accuracyMetres] where row > 0 {
      radius += Double(row)
    }
    return storeDistance(first, second) <= policy.repRules.neighbourMetres + radius
  }

  /// How far the stored positions of the stores of two check-ins are from each other, metres.
  func storeDistance(_ first: CheckInRow, _ second: CheckInRow) -> Double {
    places.scales[Int(first.store)].offset(to: storePlaces[Int(second.store)].coordinate).metres
  }
}

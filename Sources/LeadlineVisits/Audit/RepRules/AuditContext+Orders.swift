import LeadlineModel

extension AuditContext {
  /// Before the check-in, clocks may differ; after it, who sells takes his time; seconds.
  private static let orderBounds = -300.0...3_600.0

  /// What an order that the rep took at a visit takes off a ratio of where the rep was;
  /// 0 without any.
  ///
  /// Not every visit ends with an order, so that none is no sign. But orders cost those who place them,
  /// and only few false visits have one, taken by telephone.
  func orderRelief(_ checkIn: Int) -> Double {
    let row = data.checkIns[checkIn]
    let orders = data.orders(ofStore: Int(row.store))
    var low = orders.startIndex
    var high = orders.endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if orders[middle].time < row.time + Self.orderBounds.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let ofVisit = orders[low...].prefix { $0.time <= row.time + Self.orderBounds.upperBound }
    return ofVisit.contains { $0.rep == row.rep } ? policy.repRules.orderedRatio : 0
  }
}

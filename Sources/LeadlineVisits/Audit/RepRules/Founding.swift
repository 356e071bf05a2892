import LeadlineGeometry
import LeadlineModel
import Synchronization

/// Tells fixes that were copied from a store's stored position from those that it was made from.
struct Founding: Sendable {
  private let data: AuditData
  private let policy: RepRulesPolicy
  /// Of each store that does not say since when it is stored: the time of its first check-in.
  private let firstVisits: [Double]
  /// Degrees that no fix within the policy's distance exceeds.
  private let degrees: Double

  init(_ data: AuditData, _ policy: RepRulesPolicy, threads: Int?) {
    self.data = data
    self.policy = policy
    // The shortest degree of latitude is 110,574 m.
    degrees = policy.pinMetres / 110_574
    guard data.stores.contains(where: { $0.createdAt.isNaN }) else {
      firstVisits = []
      return
    }
    let first = Mutex([Double](repeating: .infinity, count: data.stores.count))
    Workers.split(data.checkIns.count, size: 1 << 16, threads: threads) { next in
      var own = [Double](repeating: .infinity, count: data.stores.count)
      while let range = next() {
        for row in data.checkIns[range] where row.time < own[Int(row.store)] {
          own[Int(row.store)] = row.time
        }
      }
      first.withLock { first in
        for store in first.indices { first[store] = min(first[store], own[store]) }
      }
    }
    firstVisits = first.withLock { $0 }
  }

  /// Whether a check-in's fix is a stored position of its store that was not made from it.
  func isCopy(_ checkIn: Int) -> Bool {
    let row = data.checkIns[checkIn]
    let place = Int(row.store)
    let store = data.stores[place]
    var isCopy = false
    if isNear(row, store.longitude, store.latitude) {
      if store.createdAt.isNaN {
        isCopy = row.time > firstVisits[place]
      } else {
        isCopy = row.time > store.createdAt + policy.foundingSeconds
      }
    }
    guard data.hasEdits(ofStore: place) else { return isCopy }
    for edit in data.edits(ofStore: place) {
      if isNear(row, edit.longitude, edit.latitude) {
        // The stored position was made from this fix, however late: it is no copy.
        if edit.time + policy.foundingSeconds >= row.time { return false }
        isCopy = true
      } else if isNear(row, edit.oldLongitude, edit.oldLatitude) && edit.time > row.time {
        isCopy =
          isCopy || store.createdAt + policy.foundingSeconds < row.time
          || (store.createdAt.isNaN && row.time > firstVisits[place])
      }
    }
    return isCopy
  }

  private func isNear(_ row: CheckInRow, _ longitude: Double, _ latitude: Double) -> Bool {
    // Mostly decided by the latitude; not so for NaN.
    guard abs(row.latitude - latitude) <= degrees else { return false }
    let scale = LocalScale(Coordinate(uncheckedLongitude: longitude, latitude: latitude))
    return scale.offset(to: Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude))
      .metres <= policy.pinMetres
  }
}

import LeadlineGeometry
package import LeadlineModel

/// What an audit looks at, in an order that does not depend on that of the files.
///
/// Reps, stores, devices, versions and sources are in the order of their ids' bytes; check-ins by
/// rep, time and id; orders by store and time; edits by store and time.
///
/// One object that never changes, as all rules share it.
package final class AuditData: Sendable {
  /// The ids of the reps.
  package let repIDs: TextColumn
  /// The ids of the stores.
  package let storeIDs: TextColumn
  /// The ids of the devices.
  package let deviceIDs: TextColumn
  /// The versions of the app.
  package let appVersions: TextColumn
  /// The sources of the stores.
  package let storeSources: TextColumn
  /// The ids of the check-ins.
  package let checkInIDs: TextColumn

  /// The reps.
  package let reps: [AuditRep]
  /// The stores.
  package let stores: [AuditStore]
  /// The names of the stores; empty where unknown.
  package let storeNames: TextColumn
  /// The telephone numbers of the stores; empty where unknown.
  package let storePhones: TextColumn
  /// The licences of the stores; empty where unknown.
  package let storeLicences: TextColumn
  /// The check-ins.
  package let checkIns: [CheckInRow]
  /// The photo of each check-in.
  package let photos: [PhotoRow]
  /// Where each rep's check-ins begin, and the end of the last one's.
  package let checkInStarts: [Int]
  /// The orders.
  package let orders: [AuditOrder]
  /// Where each store's orders begin, and the end of the last one's.
  package let orderStarts: [Int]
  /// The moves of the stores' positions.
  package let edits: [StoreEdit]
  /// Where each store's edits begin, and the end of the last one's.
  package let editStarts: [Int]

  /// The check-ins of a rep, by time.
  package func checkIns(ofRep rep: Int) -> Range<Int> {
    checkInStarts[rep]..<checkInStarts[rep + 1]
  }

  /// The orders of a store, by time.
  package func orders(ofStore store: Int) -> ArraySlice<AuditOrder> {
    orders[orderStarts[store]..<orderStarts[store + 1]]
  }

  /// The moves of a store's position, by time.
  package func edits(ofStore store: Int) -> ArraySlice<StoreEdit> {
    edits[editStarts[store]..<editStarts[store + 1]]
  }

  /// Whether a store's position was moved.
  func hasEdits(ofStore store: Int) -> Bool { editStarts[store] < editStarts[store + 1] }

  /// The first and the last time of check-ins; nil without any.
  ///
  /// - Complexity: O(*n*) in the number of reps.
  package var times: ClosedRange<Double>? {
    var span: ClosedRange<Double>?
    for rep in reps.indices {
      let own = checkIns(ofRep: rep)
      guard !own.isEmpty else { continue }
      for time in [checkIns[own.lowerBound].time, checkIns[own.upperBound - 1].time]
      where time.isFinite {
        span = min(time, span?.lowerBound ?? time)...max(time, span?.upperBound ?? time)
      }
    }
    return span
  }

  /// The id of a check-in as text.
  package func checkInID(_ position: Int) -> String { checkInIDs.text(position) }

  /// Puts what a builder took in order.
  init(_ builder: Builder, _ threads: Int?) {
    let reps = Ranking(builder.repIDs)
    let stores = Ranking(builder.storeIDs)
    let devices = Ranking(builder.deviceIDs)
    let versions = Ranking(builder.appVersions)
    let sources = Ranking(builder.storeSources)
    repIDs = reps.texts
    storeIDs = stores.texts
    deviceIDs = devices.texts
    appVersions = versions.texts
    storeSources = sources.texts
    self.reps = reps.order.map { position in
      var rep = builder.reps[Int(position)]
      rep.supervisor = reps.rank(rep.supervisor)
      return rep
    }
    self.stores = stores.order.map { position in
      var store = builder.stores[Int(position)]
      store.owner = reps.rank(store.owner)
      store.source = sources.rank(store.source)
      return store
    }
    storeNames = stores.arranged(builder.storeNames)
    storePhones = stores.arranged(builder.storePhones)
    storeLicences = stores.arranged(builder.storeLicences)

    let ids = builder.checkInIDs.texts
    let (rows, orders) = Workers.both(threads: threads) {
      let order = CheckInOrder(builder.checkIns, ids: ids, reps, threads: threads)
      let rows = order.arranged(builder.checkIns, threads: threads) { row in
        var row = row
        row.rep = reps.rank(row.rep)
        row.store = stores.rank(row.store)
        row.device = devices.rank(row.device)
        row.appVersion = versions.rank(row.appVersion)
        row.companion = reps.rank(row.companion)
        return row
      }
      let photos = order.arranged(builder.photos, threads: threads)
      return (rows: rows, photos: photos, starts: order.starts)
    } _: {
      Self.ordered(builder.orders, stores, reps, threads: threads)
    }
    checkIns = rows.rows
    photos = rows.photos
    checkInStarts = rows.starts
    // Those who write them go by the check-ins.
    checkInIDs = ids.arranged(rows.rows.count, threads: threads) { Int(rows.rows[$0].id) }
    self.orders = orders.orders
    orderStarts = orders.starts
    var edits = builder.edits.map { edit in
      var edit = edit
      edit.store = stores.rank(edit.store)
      edit.rep = reps.rank(edit.rep)
      return edit
    }
    edits.sort { first, second in
      let (key, other) = (
        (first.store, first.time, first.rep, first.longitude, first.latitude),
        (second.store, second.time, second.rep, second.longitude, second.latitude)
      )
      if key != other { return key < other }
      // By their bits, as they may be unknown.
      return (first.oldLongitude.bitPattern, first.oldLatitude.bitPattern)
        < (second.oldLongitude.bitPattern, second.oldLatitude.bitPattern)
    }
    editStarts = Self.starts(edits.map { Int($0.store) }, count: stores.order.count)
    self.edits = edits
  }

  /// Orders by store and time, and where each store's begin.
  private static func ordered(
    _ orders: [AuditOrder],
    _ stores: Ranking,
    _ reps: Ranking,
    threads: Int?
  ) -> (orders: [AuditOrder], starts: [Int]) {
    let starts = starts(orders.lazy.map { Int(stores.rank($0.store)) }, count: stores.order.count)
    var next = starts
    var sorted = [AuditOrder](repeating: AuditOrder(store: -1, time: 0), count: orders.count)
    for order in orders {
      var order = order
      order.store = stores.rank(order.store)
      order.rep = reps.rank(order.rep)
      sorted[next[Int(order.store)]] = order
      next[Int(order.store)] += 1
    }
    unsafe sorted.withUnsafeMutableBufferPointer { buffer in
      // The stores' ranges do not overlap, and each store is one thread's.
      nonisolated(unsafe) let sorted = unsafe buffer
      Workers.split(stores.order.count, size: 1_024, threads: threads) { nextRange in
        while let range = nextRange() {
          for store in range where starts[store + 1] - starts[store] > 1 {
            // What is equal by these keys is equal in every way that rules look at.
            unsafe sorted[starts[store]..<starts[store + 1]].sort {
              ($0.time, $0.rep, $0.amount.bitPattern) < ($1.time, $1.rep, $1.amount.bitPattern)
            }
          }
        }
      }
    }
    return (sorted, starts)
  }

  /// Where each group begins, and the end of the last one's.
  private static func starts(_ keys: some Sequence<Int>, count: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: count + 1)
    for key in keys { starts[key + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    return starts
  }
}

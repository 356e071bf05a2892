import LeadlineGeometry
package import LeadlineModel

/// Reads the stores of a file as columns.
package struct StoreJob: BlockJob {
  package let schema = RecordSchema.of(.stores)
  package let request: RowRequest
  private let hasAccuracy: Bool

  /// Makes a job.
  ///
  /// - Parameter hasAccuracy: Whether the accuracy of the stores' positions is asked for.
  package init(hasAccuracy: Bool) {
    self.hasAccuracy = hasAccuracy
    request = RowRequest(texts: ["id"], values: hasAccuracy ? ["location_accuracy_m"] : [])
  }

  package func makeWorker() -> StoreWorker { StoreWorker(hasAccuracy: hasAccuracy) }
}

/// The stores of one block.
package struct StoreColumns: Sendable {
  fileprivate(set) var numbers: [Int32] = []
  fileprivate(set) var coordinates: [Coordinate] = []
  /// 68 % radii, metres; NaN where unknown, and none at all if not asked for.
  fileprivate(set) var accuracies: [Double] = []
  fileprivate var ids: [UInt8] = []
  fileprivate var ends: [Int] = []
  fileprivate var hashes: [UInt32] = []

  /// Adds the ids to a table, and tells of each store whether its id is new there.
  func addIDs(to table: inout IdentifierTable, _ body: (Int, Bool) -> Void) {
    ids.withUnsafeBufferPointer { ids in
      var start = 0
      for (position, end) in ends.enumerated() {
        let id = UnsafeBufferPointer(rebasing: ids[start..<end])
        body(position, table.insert(id, hash: hashes[position]).isNew)
        start = end
      }
    }
  }

  /// The reject of a store whose id an earlier one has: the first one stays.
  func duplicate(_ position: Int) -> Reject {
    let start = position == 0 ? 0 : ends[position - 1]
    return Reject(
      row: Int(numbers[position]),
      field: "id",
      code: .duplicateID,
      value: String(decoding: ids[start..<ends[position]], as: UTF8.self)
    )
  }
}

/// Reads stores on one thread.
package final class StoreWorker: BlockWorker {
  private let hasAccuracy: Bool

  fileprivate init(hasAccuracy: Bool) {
    self.hasAccuracy = hasAccuracy
  }

  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> StoreColumns {
    let count = rows.count
    var stores = StoreColumns()
    stores.numbers = Array(UnsafeBufferPointer(start: rows.numbers, count: count))
    stores.coordinates.reserveCapacity(count)
    stores.ends.reserveCapacity(count)
    stores.hashes.reserveCapacity(count)
    for row in 0..<count {
      let id = rows.text(0, row)
      stores.ids.append(contentsOf: id)
      stores.ends.append(stores.ids.count)
      stores.hashes.append(IdentifierTable.hash(id))
      stores.coordinates.append(rows.coordinate(row))
      if hasAccuracy { stores.accuracies.append(rows.value(0, row)) }
    }
    return stores
  }
}

import LeadlineGeometry
package import LeadlineModel
package import LeadlineVisits

/// Reads the stores of a file with everything that an audit looks at.
package struct AuditStoreJob: BlockJob {
  package let schema = RecordSchema.of(.stores)
  package let request = RowRequest(
    texts: ["id", "owner", "source", "name", "phone", "licence"],
    values: ["location_accuracy_m", "created_at", "visit_every_days"]
  )

  /// Makes a job.
  package init() {}

  package func makeWorker() -> AuditStoreWorker { AuditStoreWorker() }
}

/// Reads stores on one thread.
package final class AuditStoreWorker: BlockWorker {
  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> StoreBlock {
    var block = StoreBlock()
    for position in 0..<rows.count {
      var store = AuditStore(
        longitude: rows.longitudes[position],
        latitude: rows.latitudes[position]
      )
      store.accuracyMetres = Float(rows.value(0, position))
      store.createdAt = rows.value(1, position)
      store.visitEveryDays = Float(rows.value(2, position))
      let texts = StoreBlock.Texts(
        id: rows.text(0, position),
        owner: rows.text(1, position),
        source: rows.text(2, position),
        name: rows.text(3, position),
        phone: rows.text(4, position),
        licence: rows.text(5, position)
      )
      block.append(store, texts, number: Int(rows.numbers[position]))
    }
    return block
  }
}

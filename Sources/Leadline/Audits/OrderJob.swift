import LeadlineGeometry
package import LeadlineModel
package import LeadlineVisits

/// Reads the orders of a file with everything that an audit looks at.
package struct OrderJob: BlockJob {
  package let schema = RecordSchema.of(.orders)
  package let request = RowRequest(
    texts: ["id", "store_id", "rep_id"],
    values: ["time", "amount"]
  )

  /// Makes a job.
  package init() {}

  package func makeWorker() -> OrderWorker { OrderWorker() }
}

/// Reads orders on one thread.
package final class OrderWorker: BlockWorker {
  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> OrderBlock {
    var block = OrderBlock()
    for position in 0..<rows.count {
      block.append(
        id: rows.text(0, position),
        store: rows.text(1, position),
        rep: rows.text(2, position),
        time: rows.value(0, position),
        amount: rows.value(1, position),
        number: Int(rows.numbers[position])
      )
    }
    return block
  }
}

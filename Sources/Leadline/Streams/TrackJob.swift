import Foundation
import LeadlineGeometry
package import LeadlineModel

/// Reads the tracks of a file as columns.
package struct TrackJob: BlockJob {
  package let schema = RecordSchema.of(.tracks)
  package let request = RowRequest(texts: ["rep_id"], values: ["time", "accuracy_m"])

  /// Makes a job.
  package init() {}

  package func makeWorker() -> TrackWorker { TrackWorker() }
}

/// The fixes of one block, by rep.
package struct TrackColumns: Sendable {
  fileprivate(set) var fixes: [ID<Rep>: [PositionFix]] = [:]
}

/// Reads tracks on one thread.
package final class TrackWorker: BlockWorker {
  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> TrackColumns {
    var columns = TrackColumns()
    var reps = IdentifierTable()
    var fixes: [[PositionFix]] = []
    for row in 0..<rows.count {
      let rep = rows.text(0, row)
      let (position, isNew) = reps.insert(rep, hash: IdentifierTable.hash(rep))
      if isNew { fixes.append([]) }
      let accuracy = rows.value(1, row)
      fixes[position].append(
        PositionFix(
          time: Date(timeIntervalSinceReferenceDate: rows.value(0, row)),
          coordinate: rows.coordinate(row),
          accuracyMetres: accuracy.isNaN ? nil : accuracy
        )
      )
    }
    for (position, some) in fixes.enumerated() { columns.fixes[ID(reps.text(position))] = some }
    return columns
  }
}

import Foundation
import LeadlineGeometry
package import LeadlineModel
package import LeadlineVisits

/// Reads the tracks of a file as columns.
package struct TrackJob: BlockJob {
  package let schema = RecordSchema.of(.tracks)
  package let request = RowRequest(texts: ["rep_id"], values: ["time", "accuracy_m"])

  /// Makes a job.
  package init() {}

  package func makeWorker() -> TrackWorker { TrackWorker() }
}

/// Reads tracks on one thread.
package final class TrackWorker: BlockWorker {
  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> FixBlock {
    var fixes = FixBlock()
    fixes.reserveCapacity(rows.count)
    let columns = FixBlock.Columns(
      times: rows.values(0),
      longitudes: UnsafeBufferPointer(start: rows.longitudes, count: rows.count),
      latitudes: UnsafeBufferPointer(start: rows.latitudes, count: rows.count),
      accuracies: rows.values(1)
    )
    fixes.append(columns) { rows.text(0, $0) }
    fixes.group()
    return fixes
  }
}

extension TrackTable.Builder {
  /// Adds the fix of a record of kind `tracks`; one that lacks what a fix needs is left out.
  package mutating func append(_ record: Record) {
    guard let fix = PositionFix(record),
      let rep = record.text(of: "rep_id", schema: RecordSchema.of(.tracks))
    else { return }
    append(fix, of: ID(rep))
  }
}

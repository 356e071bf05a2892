import Foundation
import LeadlineGeometry
package import LeadlineModel
import LeadlineVisits

/// Verifies the check-ins of a file, block by block, as rows of CSV:
/// `id,verdict,distance_m,presence,reasons`.
package struct VerifyJob: BlockJob {
  package let schema = RecordSchema.of(.checkIns)
  package let request = RowRequest(
    texts: ["id", "rep_id", "store_id", "accompanied_by"],
    values: [
      "time", "accuracy_m", "provider", "fix_time", "mock", "submitted_at", "left_at",
    ]
  )
  private let checker: VisitChecker

  /// Makes a job.
  package init(_ checker: VisitChecker) {
    self.checker = checker
  }

  package func makeWorker() -> VerifyWorker { VerifyWorker(checker) }
}

/// Verifies check-ins on one thread.
package final class VerifyWorker: BlockWorker {
  private let checker: VisitChecker
  private let text = RowText()
  private let providers = CheckIn.Provider.allCases

  fileprivate init(_ checker: VisitChecker) {
    self.checker = checker
  }

  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> [UInt8] {
    for row in 0..<rows.count {
      let checkIn = checkIn(row, rows)
      guard let verification = checker.verify(checkIn) else {
        refuse(.unknownStore(checkIn, row: Int(rows.numbers[row])))
        continue
      }
      append(verification, rows.text(0, row))
    }
    return text.take()
  }

  private func checkIn(_ row: Int, _ rows: RowColumns) -> CheckIn {
    func string(_ column: Int) -> String {
      String(decoding: rows.text(column, row), as: UTF8.self)
    }
    func number(_ column: Int) -> Double? {
      let value = rows.value(column, row)
      return value.isNaN ? nil : value
    }
    func time(_ column: Int) -> Date? {
      number(column).map { Date(timeIntervalSinceReferenceDate: $0) }
    }
    let companion = rows.text(3, row)
    return CheckIn(
      id: ID(string(0)),
      rep: ID(string(1)),
      store: ID(string(2)),
      time: Date(timeIntervalSinceReferenceDate: rows.value(0, row)),
      coordinate: rows.longitudes[row].isNaN ? nil : rows.coordinate(row),
      accuracyMetres: number(1),
      provider: number(2).map { providers[Int($0)] },
      fixTime: time(3),
      mock: number(4).map { $0 == 1 },
      submittedAt: time(5),
      leftAt: time(6),
      accompaniedBy: companion.isEmpty ? nil : ID(string(3))
    )
  }

  private func append(_ verification: Verification, _ id: UnsafeBufferPointer<UInt8>) {
    text.appendField(id)
    text.append(UInt8(ascii: ","))
    text.append(verification.verdict.rawValue)
    text.append(UInt8(ascii: ","))
    if let distance = verification.distance { text.append(distance.metres, decimals: 3) }
    text.append(UInt8(ascii: ","))
    if let presence = verification.presence { text.append(presence, decimals: 4) }
    text.append(UInt8(ascii: ","))
    for (position, finding) in verification.findings.enumerated() {
      if position > 0 { text.append(UInt8(ascii: "|")) }
      text.append(finding.reason.rawValue)
    }
    text.append(UInt8(ascii: "\n"))
  }
}

extension Reject {
  /// The reject of a check-in whose store is not there.
  package static func unknownStore(_ checkIn: CheckIn, row: Int) -> Reject {
    Reject(row: row, field: "store_id", code: .unknownStore, value: checkIn.store.rawValue)
  }
}

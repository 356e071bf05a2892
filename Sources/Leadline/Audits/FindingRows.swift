import LeadlineGeometry
import LeadlineModel
import LeadlineVisits

/// The findings of an audit as rows of CSV, written on all processors.
struct FindingRows {
  static let header = "rule,severity,rep_id,check_ins,stores,evidence,decided\n"
  private static let rowsAtOnce = 1 << 13

  private let result: AuditResult
  /// The names, with `=`, and the units, with a space, of the numbers of each rule.
  private let evidence: [[(name: [UInt8], unit: [UInt8])]]

  init(_ result: AuditResult) {
    self.result = result
    evidence = AuditRules.all.map { rule in
      rule.facts.evidence.map { name, unit in
        (Array("\(name)=".utf8), unit.isEmpty ? [] : Array(" \(unit)".utf8))
      }
    }
  }

  /// Hands over the rows, by rep, first check-in and rule, some thousands at a time.
  func write(_ consume: ([UInt8]) throws -> Void) throws {
    let count = result.review.findings.count
    var start = 0
    let pipeline = BlockPipeline<Range<Int>, [UInt8]>(
      threads: Workers.count(nil, for: count / Self.rowsAtOnce)
    ) {
      let text = RowText()
      var field: [UInt8] = []
      return { rows in
        for row in rows { append(result.review.findings[row], to: text, &field) }
        return text.take()
      }
    }
    try consume(Array(Self.header.utf8))
    try pipeline.run {
      guard start < count else { return nil }
      defer { start += Self.rowsAtOnce }
      return start..<min(count, start + Self.rowsAtOnce)
    } consume: {
      try consume($0)
    }
  }

  private func append(_ finding: AuditFinding, to text: RowText, _ field: inout [UInt8]) {
    let comma = UInt8(ascii: ",")
    let data = result.data
    text.append(finding.reason.rawValue)
    text.append(comma)
    text.append(finding.severity.rawValue)
    text.append(comma)
    data.repIDs.withBytes(finding.rep) { text.appendField($0) }
    text.append(comma)
    for checkIn in finding.checkIns {
      if !field.isEmpty { field.append(UInt8(ascii: "|")) }
      data.checkInIDs.withBytes(Int(checkIn)) { field.append(contentsOf: $0) }
    }
    end(&field, text)
    text.append(comma)
    for store in finding.stores {
      if !field.isEmpty { field.append(UInt8(ascii: "|")) }
      data.storeIDs.withBytes(Int(store)) { field.append(contentsOf: $0) }
    }
    end(&field, text)
    text.append(comma)
    appendEvidence(finding, to: &field)
    end(&field, text)
    text.append(comma)
    if let decision = result.decision(on: finding) { text.append(decision.rawValue) }
    text.append(UInt8(ascii: "\n"))
  }

  /// `ratio=6.9; distance=2544.9 m`, as ``AuditResult`` has it.
  private func appendEvidence(_ finding: AuditFinding, to field: inout [UInt8]) {
    if !finding.reason.excuses {
      field += "ratio=".utf8
      AuditResult.append(finding.logLikelihoodRatio, to: &field)
    }
    let (first, second, third, fourth) = finding.numbers
    let names = evidence[finding.rule]
    for (number, value) in [first, second, third, fourth].enumerated() where value.isFinite {
      guard number < names.count else { return }
      if !field.isEmpty { field += "; ".utf8 }
      field += names[number].name
      AuditResult.append(value, to: &field)
      field += names[number].unit
    }
  }

  /// Writes a field and begins anew.
  private func end(_ field: inout [UInt8], _ text: RowText) {
    field.withUnsafeBufferPointer { text.appendField($0) }
    field.removeAll(keepingCapacity: true)
  }
}

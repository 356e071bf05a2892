import LeadlineGeometry
import LeadlineModel
import LeadlineVisits

/// The findings of an audit as rows of CSV, written on all processors.
struct FindingRows {
  static let header = "rule,severity,rep_id,check_ins,stores,evidence,decided\n"
  /// Numbers that a finding has room for.
  private static let greatestNumbers = 4

  private let result: AuditResult
  /// The reason of each rule.
  private let reasons: TextColumn
  /// The names, with `=`, and the units, with a space, of the numbers of each rule in turn.
  private let names: TextColumn
  private let units: TextColumn
  /// How many numbers each rule has.
  private let numberCounts: [Int]
  /// Whether a field with the names and units of a rule needs quotes.
  private let needQuotes: [Bool]

  init(_ result: AuditResult) {
    self.result = result
    let rules = AuditRules.all.map { $0.facts }
    reasons = TextColumn(rules.map { $0.reason.rawValue })
    numberCounts = rules.map { min($0.evidence.count, Self.greatestNumbers) }
    var names = TextColumn()
    var units = TextColumn()
    for rule in rules {
      for number in 0..<Self.greatestNumbers {
        let isUsed = number < rule.evidence.count
        names.append(isUsed ? "\(rule.evidence[number].name)=" : "")
        let unit = isUsed ? rule.evidence[number].unit : ""
        units.append(unit.isEmpty ? "" : " \(unit)")
      }
    }
    self.names = names
    self.units = units
    needQuotes = rules.map { rule in
      rule.evidence.contains { number in
        let text = Array("\(number.name)=\(number.unit)".utf8)
        var field: [UInt8] = []
        text.withUnsafeBufferPointer { OutputText.appendCSV($0, to: &field) }
        return field != text
      }
    }
  }

  /// Hands over the rows, by rep, first check-in and rule, those of some reps at a time.
  func write(_ consume: ([UInt8]) throws -> Void) throws {
    let counts = result.review.findings.map(\.findings.count)
    try RepRows(header: Self.header, counts: counts).write(consume) {
      let evidence = RowText()
      return { rep, text in append(result.review.findings[rep], to: text, evidence) }
    }
  }

  private func append(_ findings: RepFindings, to text: RowText, _ evidence: RowText) {
    let comma = UInt8(ascii: ",")
    let data = result.data
    var field: [UInt8] = []
    for finding in findings.findings {
      reasons.withBytes(finding.rule) { text.append($0) }
      text.append(comma)
      text.append(finding.severity.rawValue)
      text.append(comma)
      data.repIDs.withBytes(finding.rep) { text.appendField($0) }
      text.append(comma)
      append(findings.checkIns(of: finding), data.checkInIDs, to: text, &field)
      text.append(comma)
      append(findings.stores(of: finding), data.storeIDs, to: text, &field)
      text.append(comma)
      if needQuotes[finding.rule] {
        appendEvidence(finding, to: evidence)
        evidence.take().withUnsafeBufferPointer { text.appendField($0) }
      } else {
        appendEvidence(finding, to: text)
      }
      text.append(comma)
      if let decision = result.decision(on: finding) { text.append(decision.rawValue) }
      text.append(UInt8(ascii: "\n"))
    }
  }

  /// Writes ids as one field.
  private func append(
    _ positions: ArraySlice<Int32>,
    _ ids: TextColumn,
    to text: RowText,
    _ field: inout [UInt8]
  ) {
    if positions.count == 1, let only = positions.first {
      return ids.withBytes(Int(only)) { text.appendField($0) }
    }
    field.removeAll(keepingCapacity: true)
    for position in positions {
      if !field.isEmpty { field.append(UInt8(ascii: "|")) }
      ids.withBytes(Int(position)) { field.append(contentsOf: $0) }
    }
    field.withUnsafeBufferPointer { text.appendField($0) }
  }

  /// Writes `ratio=6.9; distance=2544.9 m`, as ``AuditResult`` has it.
  private func appendEvidence(_ finding: AuditFinding, to text: RowText) {
    var isFirst = true
    if !finding.reason.excuses {
      text.append("ratio=")
      text.appendRounded(finding.logLikelihoodRatio)
      isFirst = false
    }
    let (first, second, third, fourth) = finding.numbers
    let numbers = SIMD4(first, second, third, fourth)
    for number in 0..<numberCounts[finding.rule] where numbers[number].isFinite {
      if !isFirst {
        text.append(UInt8(ascii: ";"))
        text.append(UInt8(ascii: " "))
      }
      isFirst = false
      let position = finding.rule * Self.greatestNumbers + number
      names.withBytes(position) { text.append($0) }
      text.appendRounded(numbers[number])
      units.withBytes(position) { text.append($0) }
    }
  }
}

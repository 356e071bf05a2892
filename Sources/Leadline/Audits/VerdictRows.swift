import LeadlineGeometry
import LeadlineModel
import LeadlineVisits

/// The conclusions of an audit as rows of CSV, written on all processors.
struct VerdictRows {
  static let header = "id,rep_id,store_id,verdict,score,reasons,distance_m,presence\n"

  private let audit: Audit
  private let reps: FieldCells
  private let stores: FieldCells
  private let verdicts: FieldCells
  private let reasons: TextColumn

  init(_ audit: Audit) {
    self.audit = audit
    reps = Self.cells(audit.context.data.repIDs)
    stores = Self.cells(audit.context.data.storeIDs)
    verdicts = Self.cells(TextColumn(Verdict.allCases.map(\.rawValue)))
    reasons = TextColumn(AuditRules.all.map { $0.facts.reason.rawValue })
  }

  /// Hands over the rows, by rep, time and id, some thousands at a time.
  func write(_ consume: ([UInt8]) throws -> Void) throws {
    let data = audit.context.data
    let counts = data.reps.indices.map { data.checkIns(ofRep: $0).count }
    try RepRows(header: Self.header, counts: counts).write(consume) {
      { rep, text in append(rep, to: text) }
    }
  }

  private func append(_ rep: Int, to text: RowText) {
    let comma = UInt8(ascii: ",")
    let data = audit.context.data
    var marks = audit.marksByRep[rep][...]
    for position in data.checkIns(ofRep: rep) {
      let row = data.checkIns[position]
      let judgement = audit.judgements[position]
      data.checkInIDs.withBytes(position) { text.appendField($0) }
      text.append(comma)
      reps.write(rep, to: text)
      text.append(comma)
      stores.write(Int(row.store), to: text)
      text.append(comma)
      verdicts.write(judgement.verdict.position, to: text)
      text.append(comma)
      text.append(judgement.score, decimals: 3)
      text.append(comma)
      appendReasons(&marks, of: position, to: text)
      text.append(comma)
      text.append(audit.distanceMetres(position), decimals: 3)
      text.append(comma)
      text.append(judgement.presence, decimals: 4)
      text.append(UInt8(ascii: "\n"))
    }
  }

  private func appendReasons(
    _ marks: inout ArraySlice<Mark>,
    of checkIn: Int,
    to text: RowText
  ) {
    var last = -1
    while let mark = marks.first, Int(mark.checkIn) == checkIn {
      marks.removeFirst()
      // A rule may have several findings about one check-in.
      guard Int(mark.rule) != last else { continue }
      if last >= 0 { text.append(UInt8(ascii: "|")) }
      last = Int(mark.rule)
      reasons.withBytes(last) { text.append($0) }
    }
  }

  private static func cells(_ ids: TextColumn) -> FieldCells {
    var cells = FieldCells()
    cells.reserveCapacity(ids.count)
    for position in 0..<ids.count { ids.withBytes(position) { cells.append($0) } }
    return cells
  }
}

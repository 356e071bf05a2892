package import Foundation
import LeadlineGeometry
import LeadlineModel
package import LeadlineVisits

/// What an audit looked at and by which rules, so that it can be repeated.
package struct AuditSummary: Sendable, Encodable {
  /// A rule that was asked.
  package struct Rule: Sendable, Encodable {
    /// Its code.
    package var rule: String
    /// What its evidence is about.
    package var family: String
    /// Raised whenever it may judge the same evidence otherwise.
    package var version: Int
  }

  /// How many records there were.
  package struct Counts: Sendable, Encodable {
    package var reps: Int
    package var stores: Int
    package var check_ins: Int
    package var orders: Int
    package var store_edits: Int
    package var fixes: Int
  }

  /// The time of the audit.
  package var made_at: String
  /// The first time claimed; nil without check-ins.
  package var from: String?
  /// The last time claimed.
  package var to: String?
  /// The number of records.
  package var counts: Counts
  /// The number of check-ins of each verdict.
  package var verdicts: [String: Int]
  /// The rules that were asked.
  package var rules: [Rule]
  /// The codes of rules that were not asked.
  package var without: [String]
  /// The priors and thresholds.
  package var policy: AuditPolicy

  /// Sums an audit up.
  package init(_ audit: Audit, at now: Date) {
    let data = audit.context.data
    made_at = Self.text(now)
    let times = data.checkIns.lazy.map(\.time)
    from = times.min().map { Self.text(Date(timeIntervalSinceReferenceDate: $0)) }
    to = times.max().map { Self.text(Date(timeIntervalSinceReferenceDate: $0)) }
    counts = Counts(
      reps: data.reps.count,
      stores: data.stores.count,
      check_ins: data.checkIns.count,
      orders: data.orders.count,
      store_edits: data.edits.count,
      fixes: audit.fixCount
    )
    var verdicts: [Verdict: Int] = [:]
    for judgement in audit.judgements { verdicts[judgement.verdict, default: 0] += 1 }
    self.verdicts = Dictionary(
      uniqueKeysWithValues: Verdict.allCases.map { ($0.rawValue, verdicts[$0] ?? 0) }
    )
    rules = audit.rules.map { position in
      let facts = AuditRules.all[position].facts
      return Rule(rule: facts.reason.rawValue, family: "\(facts.family)", version: facts.version)
    }
    without = AuditRules.all.indices.filter { !audit.rules.contains($0) }
      .map { AuditRules.all[$0].facts.reason.rawValue }
    policy = audit.context.policy
  }

  /// JSON with its keys in alphabetical order.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  static func text(_ time: Date) -> String {
    var bytes: [UInt8] = []
    _ = TimeWriter.append(time, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

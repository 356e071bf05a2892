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
    /// Reps, those that only other records name among them.
    package var reps: Int
    /// Stores.
    package var stores: Int
    /// Check-ins.
    package var checkIns: Int
    /// Orders.
    package var orders: Int
    /// Moves of stores' positions.
    package var storeEdits: Int
    /// Fixes of the reps that have check-ins or are listed.
    package var fixes: Int
  }

  /// How many of the accusations are expected to be wrong.
  package struct Errors: Sendable, Encodable {
    /// The check-ins that are suspicious or contradicted.
    package var flaggedCheckIns: Int
    /// Those of them that are expected to be true visits.
    package var expectedFalseFlags: Double
    /// The reps whose q-value is at or below the rate.
    package var accusedReps: Int
    /// Those of them that are expected to be honest.
    package var expectedFalseAccusations: Double
    /// The false discovery rate that accused reps were chosen by.
    package var falseDiscoveryRate: Double

    init(_ errors: ErrorStatement) {
      flaggedCheckIns = errors.flaggedCheckIns
      expectedFalseFlags = errors.expectedFalseFlags
      accusedReps = errors.accusedReps
      expectedFalseAccusations = errors.expectedFalseAccusations
      falseDiscoveryRate = errors.falseDiscoveryRate
    }
  }

  /// A rule that met a crowd.
  package struct Crowd: Sendable, Encodable {
    /// Its code.
    package var rule: String
    /// How often something was compared with some of its like only.
    package var cut: Int
  }

  /// The time of the audit.
  package var madeAt: String
  /// The first time claimed; nil without check-ins.
  package var from: String?
  /// The last time claimed.
  package var to: String?
  /// The number of records.
  package var counts: Counts
  /// How many mistakes are to be expected.
  package var errors: Errors
  /// The number of check-ins of each verdict.
  package var verdicts: [String: Int]
  /// The rules that were asked.
  package var rules: [Rule]
  /// The codes of rules that were not asked.
  package var without: [String]
  /// The rules that did not compare everything, since too much is alike; nil if none.
  package var crowds: [Crowd]?
  /// The priors and thresholds.
  package var policy: AuditPolicy

  /// Sums an audit up.
  package init(_ result: AuditResult) {
    let audit = result.audit
    let data = audit.context.data
    madeAt = Self.text(result.madeAt)
    let times = data.times
    from = times.map { Self.text(Date(timeIntervalSinceReferenceDate: $0.lowerBound)) }
    to = times.map { Self.text(Date(timeIntervalSinceReferenceDate: $0.upperBound)) }
    errors = Errors(result.review.errors)
    counts = Counts(
      reps: data.reps.count,
      stores: data.stores.count,
      checkIns: data.checkIns.count,
      orders: data.orders.count,
      storeEdits: data.edits.count,
      fixes: audit.fixCount
    )
    verdicts = Dictionary(
      uniqueKeysWithValues: zip(Verdict.allCases.map(\.rawValue), result.review.sample.strata)
    )
    rules = audit.rules.map { position in
      let facts = AuditRules.all[position].facts
      return Rule(rule: facts.reason.rawValue, family: "\(facts.family)", version: facts.version)
    }
    without = AuditRules.all.indices.filter { !audit.rules.contains($0) }
      .map { AuditRules.all[$0].facts.reason.rawValue }
    crowds = audit.cuts.map {
      Crowd(rule: AuditRules.all[$0.rule].facts.reason.rawValue, cut: $0.count)
    }
    if crowds?.isEmpty == true { crowds = nil }
    policy = audit.context.policy
  }

  /// JSON with its keys in alphabetical order.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .custom { Self.key($0) }
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The keys are words joined by underlines, as columns are; those of the policy are the names that
  /// policy files have.
  private static func key(_ path: [any CodingKey]) -> any CodingKey {
    guard path.first?.stringValue != "policy", let last = path.last else {
      return path.last ?? Key(stringValue: "")
    }
    var name = ""
    for character in last.stringValue {
      name += character.isUppercase ? "_\(character.lowercased())" : "\(character)"
    }
    return Key(stringValue: name)
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  static func text(_ time: Date) -> String {
    var bytes: [UInt8] = []
    _ = TimeWriter.append(time, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

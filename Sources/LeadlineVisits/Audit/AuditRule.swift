package import LeadlineModel

/// Signs that have one cause count once: of a family only the strongest.
package enum RuleFamily: Int, Sendable, CaseIterable {
  /// Where the phone was.
  case geometry
  /// When things happened.
  case time
  /// What the phone gave away of itself.
  case device
  /// What the photos show.
  case photo
  /// What repeats too exactly, or too evenly.
  case repetition
  /// What is done with others, or for a gain.
  case collusion
}

/// What a rule is, beside its code.
package struct RuleFacts: Sendable {
  /// The reason that it gives.
  package var reason: Reason
  /// What its evidence is about.
  package var family: RuleFamily
  /// Raised by one whenever the rule may judge the same evidence otherwise.
  package var version: Int
  /// The names and units of a mark's numbers, at most four.
  package var evidence: [(name: String, unit: String)]
  /// What would clear the rep, as one sentence; nil for reasons that excuse.
  package var excuse: String?

  /// Makes the facts of a rule.
  package init(
    _ reason: Reason,
    _ family: RuleFamily,
    version: Int = 1,
    evidence: [(name: String, unit: String)],
    excuse: String? = nil
  ) {
    self.reason = reason
    self.family = family
    self.version = version
    self.evidence = evidence
    self.excuse = excuse
  }
}

/// One rule of the audit.
///
/// To add a rule, write a type in its own file in `Audit/Rules` and name it in ``AuditRules``. What a
/// rule must know of all reps it works out once in its initialiser; then it is asked rep by rep, on
/// several threads and in any order, so an answer must not depend on other answers. But for this: rules
/// that excuse come behind all that accuse, and may leave out what nothing accuses, see
/// ``MarkList/areAccused(_:)``.
package protocol AuditRule: Sendable {
  /// What the rule is.
  static var facts: RuleFacts { get }
  /// Gets ready.
  init(_ context: AuditContext)
  /// Marks what speaks against the visits of a rep, or excuses them.
  func examine(_ dossier: RepDossier, into marks: inout MarkList)
  /// How often something was compared with some of its like only, since these are a crowd; the audit
  /// says so.
  var cutCount: Int { get }
}

extension AuditRule {
  /// None: most rules have no limit.
  package var cutCount: Int { 0 }
}

/// All that an audit knows of one rep.
package struct RepDossier: Sendable {
  /// Position of the rep.
  package let rep: Int
  /// Positions of the rep's check-ins, by time.
  package let checkIns: Range<Int>
  /// The same by store, then by time.
  let byStore: [Int]
  /// Which of their photos are alike.
  let fronts: OwnFronts

  /// Takes the check-ins of a rep.
  ///
  /// - Complexity: O(*n* log *n*).
  init(rep: Int, _ context: AuditContext) {
    let data = context.data
    self.rep = rep
    checkIns = data.checkIns(ofRep: rep)
    // Store and check-in as one number, which is sorted faster than the two; by check-in they are already.
    // There are as many check-ins as an Int32 counts at most.
    var keys = checkIns.map {
      UInt64(UInt32(bitPattern: data.checkIns[$0].store)) << 32 | UInt64($0)
    }
    ByteSort.sort(&keys, fromBit: 32)
    byStore = keys.map { Int($0 & 0xffff_ffff) }
    fronts = OwnFronts(checkIns, byStore: byStore, context)
  }

  /// The rep's check-ins at a store, by time.
  ///
  /// - Complexity: O(log *n*).
  func checkIns(atStore store: Int32, _ data: AuditData) -> ArraySlice<Int> {
    func first(where isReached: (Int32) -> Bool) -> Int {
      var low = 0
      var high = byStore.count
      while low < high {
        let middle = low + (high - low) / 2
        if isReached(data.checkIns[byStore[middle]].store) {
          high = middle
        } else {
          low = middle + 1
        }
      }
      return low
    }
    let start = first { $0 >= store }
    var end = start
    while end < byStore.count, data.checkIns[byStore[end]].store == store { end += 1 }
    return byStore[start..<end]
  }
}

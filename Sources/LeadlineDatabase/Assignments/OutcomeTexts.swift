import LeadlineModel

/// The texts of answers and levels at addresses that stay, to bind and to compare without copies.
///
/// Not Sendable; used within one transaction.
final class OutcomeTexts {
  private struct Outcome {
    var territory: Range<Int>?
    var fence: Range<Int>?
    var rule: Range<Int>
  }

  private let scratch = ByteScratch()
  private let outcomes: [Outcome]
  private let levels: [Range<Int>]

  init(_ assignments: StoreAssignments) {
    let scratch = self.scratch
    outcomes = assignments.outcomes.map { outcome in
      Outcome(
        territory: outcome.territory.map { scratch.append($0) },
        fence: outcome.fence.map { scratch.append($0.rawValue) },
        rule: scratch.append(outcome.rule.rawValue)
      )
    }
    levels = assignments.levels.map { scratch.append($0.name) }
  }

  /// The bytes of a level's name.
  func level(_ position: Int) -> UnsafeRawBufferPointer { scratch[levels[position]] }

  /// Whether territory, fence and rule of a row are those of an answer, byte by byte.
  func equals(_ outcome: UInt32, _ row: PreparedStatement, at column: Int32) -> Bool {
    let outcome = outcomes[Int(outcome)]
    return equals(outcome.territory, row, column) && equals(outcome.fence, row, column + 1)
      && equals(outcome.rule, row, column + 2)
  }

  private func equals(_ text: Range<Int>?, _ row: PreparedStatement, _ column: Int32) -> Bool {
    guard let text else { return row.isNull(column) }
    guard !row.isNull(column) else { return false }
    return row.withText(column) {
      ByteOrder.compare(UnsafeRawBufferPointer($0), scratch[text]) == 0
    }
  }

  /// Binds level, territory, fence and rule, in this order from a parameter on.
  func bind(
    _ outcome: UInt32,
    level: Int,
    to statement: PreparedStatement,
    at parameter: Int32
  ) throws {
    try statement.bind(lentText: scratch[levels[level]], parameter)
    try bindTerritory(outcome, to: statement, at: parameter + 1)
    let outcome = outcomes[Int(outcome)]
    try bind(outcome.fence, to: statement, at: parameter + 2)
    try bind(outcome.rule, to: statement, at: parameter + 3)
  }

  /// Binds the territory of an answer.
  func bindTerritory(
    _ outcome: UInt32,
    to statement: PreparedStatement,
    at parameter: Int32
  ) throws {
    try bind(outcomes[Int(outcome)].territory, to: statement, at: parameter)
  }

  private func bind(_ text: Range<Int>?, to statement: PreparedStatement, at parameter: Int32)
    throws
  {
    if let text {
      try statement.bind(lentText: scratch[text], parameter)
    } else {
      statement.bindNull(parameter)
    }
  }
}

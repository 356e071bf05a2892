public import LeadlineModel

/// Where all stores of a database fall, on every level, in four bytes each.
public struct StoreAssignments: Sendable {
  /// One level's answers.
  public struct Level: Sendable {
    /// The level.
    public let name: String
    /// For each store the position of its answer in ``StoreAssignments/outcomes``.
    public let answers: [UInt32]

    /// Makes the answers of a level.
    public init(name: String, answers: [UInt32]) {
      self.name = name
      self.answers = answers
    }
  }

  /// The stores.
  public let stores: StorePlaces
  /// The levels, in the order of their names' bytes.
  public let levels: [Level]
  /// Every answer that may occur; of which level it is, the level says that has it.
  public let outcomes: [Assignment]

  /// Joins stores and their answers.
  ///
  /// - Precondition: Every level has one answer per store, a position in `outcomes`, and levels are
  ///   in the order of the bytes of their names, each once.
  public init(stores: StorePlaces, levels: [Level], outcomes: [Assignment]) {
    for level in levels {
      precondition(level.answers.count == stores.count, "every store has one answer per level")
      precondition(
        level.answers.allSatisfy { $0 < outcomes.count },
        "every answer is a position in the outcomes"
      )
    }
    for (left, right) in zip(levels, levels.dropFirst()) {
      precondition(
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8),
        "levels are in the order of their names"
      )
    }
    self.stores = stores
    self.levels = levels
    self.outcomes = outcomes
  }

  /// The number of stores per level that no fence covers, added up.
  public var outside: Int {
    levels.reduce(0) { sum, level in
      sum + level.answers.count { outcomes[Int($0)].rule == .none }
    }
  }

  /// All assignments one by one, by store and then by level.
  var rows: some Sequence<StoreAssignment> {
    (0..<stores.count).lazy.flatMap { store in
      levels.lazy.map { level in
        var assignment = outcomes[Int(level.answers[store])]
        assignment.level = level.name
        return StoreAssignment(store: ID(stores.id(store)), assignment: assignment)
      }
    }
  }
}

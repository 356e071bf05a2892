/// What keeps a plan from being begun.
package enum TerritoryInputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No store was read.
  case noStores
  /// Neither reps, nor a number of territories, nor a present plan.
  case noTerritories
  /// No rep may have a territory at the time of the plan.
  case noActiveReps(read: Int)
  /// Two reps have one territory.
  case sharedTerritory(String, reps: [String])
  /// No store has a number in the column.
  case unknownMeasure(String)
  /// No store has anything in the column.
  case unknownColumn(String)
  /// More territories than stores.
  case tooManyTerritories(Int, stores: Int)
  /// A pin or an eligible territory that the plan does not have.
  case unknownTerritory(String, store: String, file: String)
  /// A store pinned to two territories.
  case pinnedTwice(store: String, territories: [String])
  /// The problem itself can't be planned; the sentence names stores by their ids.
  case unusable(String)
  /// More reps than territories were asked for, or fewer.
  case countMismatch(reps: Int, territories: Int)
  /// A change of a territory that is not there.
  case noSuchTerritory(String)
  /// A new territory whose id is taken.
  case territoryExists(String)
  /// The change can't be made as asked.
  case badChange(String)
  /// The counts of the levels do not rise towards the territories.
  case badLevels(String)

  /// Whether the call is wrong rather than the data.
  package var isUsage: Bool {
    switch self {
    case .noTerritories, .unknownMeasure, .unknownColumn, .tooManyTerritories, .countMismatch,
      .badLevels, .noSuchTerritory,
      .territoryExists, .badChange:
      true
    default: false
    }
  }

  /// One sentence that says what is wrong and what to do.
  package var description: String {
    switch self {
    case .noStores: "there are no stores to plan for; import some, or name a file with --stores"
    case .noTerritories:
      "no store has a territory yet, so say how many there shall be: --territories 20, or --reps FILE"
    case .noActiveReps(let read):
      "none of \(read) reps has the role rep and is active at the time of the plan; check role,"
        + " active_from, active_to and --now"
    case .sharedTerritory(let territory, let reps):
      "the reps \(reps.joined(separator: " and ")) both have the territory '\(territory)'; give each"
        + " one of its own"
    case .unknownMeasure(let field):
      "no store has a number in the column '\(field)'; name a numeric column, or 'customers'"
    case .unknownColumn(let field):
      "no store has a value in the column '\(field)'; name one whose equal values keep stores together"
    case .tooManyTerritories(let count, let stores):
      "\(count) territories are too many for \(stores) stores; ask for at most as many as there are stores"
    case .unknownTerritory(let territory, let store, let file):
      "\(file) names the territory '\(territory)' for the store '\(store)', which is not in the plan;"
        + " name one of its territories"
    case .pinnedTwice(let store, let territories):
      "the store '\(store)' is pinned to \(territories.joined(separator: " and ")); pin it to one"
    case .unusable(let sentence): sentence
    case .countMismatch(let reps, let territories):
      "there are \(reps) active reps, each of whom gets one territory, but \(territories) were asked"
        + " for; leave --territories or --reps out"
    case .noSuchTerritory(let id):
      "there is no territory '\(id)' to change; name one that stores are in"
    case .territoryExists(let id):
      "the territory '\(id)' is there already; give the new one another id"
    case .badChange(let sentence), .badLevels(let sentence): sentence
    }
  }
}

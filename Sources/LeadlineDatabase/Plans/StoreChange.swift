import GRDB
import LeadlineModel

/// A store that changes hands: another territory, another owner, or both.
struct StoreChange {
  var row: Int64
  var id: String
  var oldTerritory: String?
  var newTerritory: String?
  var oldOwner: String?
  var newOwner: String?

  /// Whether the territory differs, by its bytes.
  var movesTerritory: Bool { !Self.areSame(oldTerritory, newTerritory) }
  /// Whether the owner differs, by its bytes.
  var movesOwner: Bool { !Self.areSame(oldOwner, newOwner) }

  /// Whether two texts are of the same bytes, or both none.
  static func areSame(_ left: String?, _ right: String?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.utf8.elementsEqual(right.utf8)
    default: false
    }
  }
}

/// Sets the territories and owners of stores and records who had them before.
struct StoreChangeWriter {
  private let database: Database
  private let update: PreparedStatement
  private let moveTerritory: PreparedStatement
  private let moveOwner: PreparedStatement

  /// From so many rows on it pays to change the schema.
  private static let manyRows = 20_000

  /// Prepares to write what a plan changes on a level.
  init(_ database: Database, plan: Int64, level: String, at moment: String) throws {
    self.database = database
    update = try PreparedStatement(
      database,
      "UPDATE stores SET territory = ?1, owner = ?2 WHERE fid = ?3"
    )
    moveTerritory = try PreparedStatement(
      database,
      """
      INSERT INTO territory_moves
        (store_id, level, from_territory, to_territory, rule, plan_id, at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """
    )
    try moveTerritory.bind(level, 2)
    try moveTerritory.bind(PlanRows.rule, 5)
    moveTerritory.bind(plan, 6)
    try moveTerritory.bind(moment, 7)
    moveOwner = try PreparedStatement(
      database,
      """
      INSERT INTO owner_moves (store_id, from_owner, to_owner, plan_id, at)
      VALUES (?1, ?2, ?3, ?4, ?5)
      """
    )
    moveOwner.bind(plan, 4)
    try moveOwner.bind(moment, 5)
  }

  /// Writes all changes, in the order in which the stores lie in the file.
  func write(_ changes: [StoreChange]) throws {
    guard changes.count > Self.manyRows else { return try writeEach(changes) }
    try TableLayout(.stores).spatialIndex.withoutTriggersOnIDs(database) { try writeEach(changes) }
  }

  private func writeEach(_ changes: [StoreChange]) throws {
    for change in changes {
      try update.bind(optional: change.newTerritory, 1)
      try update.bind(optional: change.newOwner, 2)
      update.bind(change.row, 3)
      try update.run()
      if change.movesTerritory {
        try moveTerritory.bind(change.id, 1)
        try moveTerritory.bind(optional: change.oldTerritory, 3)
        try moveTerritory.bind(optional: change.newTerritory, 4)
        try moveTerritory.run()
      }
      if change.movesOwner {
        try moveOwner.bind(change.id, 1)
        try moveOwner.bind(optional: change.oldOwner, 2)
        try moveOwner.bind(optional: change.newOwner, 3)
        try moveOwner.run()
      }
    }
  }
}

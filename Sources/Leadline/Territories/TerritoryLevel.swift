/// A level above the territories: which area each of them belongs to.
package struct TerritoryLevel: Hashable, Sendable {
  /// Its name, as fences have it.
  package let name: String
  /// The ids of its areas.
  package let areaIDs: [String]
  /// The area of each territory.
  package let areas: [Int32]

  /// The numbers of areas of the levels asked for, checked: they rise from level to level and stay
  /// below the number of territories.
  static func counts(_ input: TerritoryInput) throws(TerritoryInputError) -> [Int] {
    var last = 0
    var taken = ["id", "from", "to", "moved"]
    for level in input.request.levels {
      guard level.count > last, level.count < input.problem.territories.count else {
        throw .badLevels(
          "the level '\(level.name)' has \(level.count) areas; each level has more than the one above"
            + " and fewer than there are territories, \(input.problem.territories.count)"
        )
      }
      guard level.name != "territory" else {
        throw .badLevels("the level 'territory' is that of the territories; give it another name")
      }
      guard !taken.contains(where: { $0.utf8.elementsEqual(level.name.utf8) }) else {
        throw .badLevels("the level '\(level.name)' has a name that is taken; give it another one")
      }
      taken.append(level.name)
      last = level.count
    }
    return input.request.levels.map(\.count)
  }

  /// Names the areas of the levels: `region-01`.
  static func levels(_ input: TerritoryInput, areas: [[Int32]]) -> [TerritoryLevel] {
    zip(input.request.levels, areas).map { level, areas in
      let digits = String(level.count).count
      let ids = (1...level.count).map { number in
        let text = String(number)
        return level.name + "-" + String(repeating: "0", count: digits - text.count) + text
      }
      return TerritoryLevel(name: level.name, areaIDs: ids, areas: areas)
    }
  }
}

/// A level above the territories: which area each of them belongs to.
package struct TerritoryLevel: Hashable, Sendable {
  /// Its name, as fences have it.
  package let name: String
  /// The ids of its areas.
  package let areaIDs: [String]
  /// The area of each territory.
  package let areas: [Int32]
}

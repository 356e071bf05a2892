/// What a search has done; sums up when it is handed to several searches.
package struct SearchStatistics: Hashable, Sendable {
  /// Calls of the exact geodesic.
  package var exactGeodesics = 0
  /// Leaves whose points were measured.
  package var leaves = 0
  /// Inner nodes whose boxes were measured.
  package var innerNodes = 0
  /// Searches that had to be done again because places lay too close to the last one asked for.
  package var secondPasses = 0

  package init() {}

  /// Adds what other searches did.
  package mutating func add(_ other: SearchStatistics) {
    exactGeodesics += other.exactGeodesics
    leaves += other.leaves
    innerNodes += other.innerNodes
    secondPasses += other.secondPasses
  }
}

public import LeadlineGeometry
import Synchronization

extension StoreIndex {
  /// The places nearest to each of many queries, as
  /// ``nearest(to:limit:within:isIncluded:precedes:)`` finds them one by one.
  ///
  /// Queries are answered in an order in which neighbours follow each other, each helped by the
  /// answer before, and on several threads. The answers don't depend on either.
  ///
  /// - Parameters:
  ///   - queries: Where to look from.
  ///   - limit: The most matches for a query, 0 or more; nil for all.
  ///   - distance: The greatest distance, itself included; nil for any.
  ///   - precedes: Whether the place at the first position goes before the one at the second when
  ///     both are equally far; a strict order; nil for the order of the input.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: The matches of each query, in the order of the queries.
  ///
  /// - Complexity: On average O(*k*) a query for *k* matches when queries are as dense as places,
  ///   O(log *n* + *k*) when they are far from each other.
  public func nearest(
    toEach queries: [Coordinate],
    limit: Int?,
    within distance: Distance? = nil,
    precedes: (@Sendable (Int, Int) -> Bool)? = nil,
    threads: Int? = nil
  ) -> MatchTable {
    var statistics = SearchStatistics()
    return nearest(
      toEach: queries,
      limit: limit,
      within: distance,
      precedes: precedes,
      threads: threads,
      kernels: .best,
      statistics: &statistics
    )
  }

  /// As the public search, with kernels of choice; counts what it does.
  package func nearest(
    toEach queries: [Coordinate],
    limit: Int?,
    within distance: Distance?,
    precedes: (@Sendable (Int, Int) -> Bool)?,
    threads: Int?,
    kernels: TreeKernels,
    statistics: inout SearchStatistics
  ) -> MatchTable {
    precondition(limit ?? 0 >= 0, "a limit must be 0 or more")
    let batch = QueryBatch(
      index: self,
      limit: limit,
      radius: distance,
      precedes: precedes ?? { $0 < $1 },
      threads: threads,
      kernels: kernels
    )
    guard limit != 0, count > 0, !queries.isEmpty else {
      return MatchTable(
        offsets: Array(repeating: 0, count: queries.count + 1),
        positions: [],
        metres: []
      )
    }
    // Without a radius the number of rows is known, so each answer can go to its place at once.
    return distance == nil
      ? batch.answerInPlace(queries, statistics: &statistics)
      : batch.answerInParts(queries, statistics: &statistics)
  }
}

public import LeadlineGeometry

/// An index over places that come, go and move.
///
/// A ``StoreIndex`` that never changes holds most places; those added since lie beside it and are
/// looked at one by one, and those removed are passed over. When the changes outgrow a small share,
/// all is built anew. Answers are those of a ``StoreIndex`` over the places as they are.
///
/// A value: a copy stays as it is while the original changes, so that threads may search a copy
/// while another one prepares the next. The first change after a copy takes time for its size.
public struct LiveStoreIndex: Sendable {
  private var base: StoreIndex
  /// The number of each place of `base`.
  private var baseNumbers: [Int]
  private var additions = PlaceBlocks()
  /// The number of each addition.
  private var additionNumbers: [Int] = []
  /// Where each number's place is: below the count of `base` a position in it, else in additions.
  private var positions: [Int?]
  /// The place of each number.
  private var coordinates: [Coordinate?]
  /// The places in `base` and the additions that are no more, by position.
  private var isRemoved: [Bool]
  private var removedCount = 0

  /// The changes that are taken before the index is built anew: enough that building costs a change
  /// little, and few enough that looking at them costs a search little.
  private static let leastChanges = 256
  private static let changeShare = 256

  /// Builds the index; places get the numbers from 0 in order.
  ///
  /// - Complexity: O(*n*).
  public init(_ coordinates: [Coordinate] = [], threads: Int? = nil) {
    base = StoreIndex(coordinates, threads: threads)
    baseNumbers = Array(coordinates.indices)
    positions = Array(coordinates.indices)
    self.coordinates = coordinates
    isRemoved = Array(repeating: false, count: coordinates.count)
  }

  /// The number of places there are.
  public var count: Int { base.count + additions.count - removedCount }

  /// Where a place is; nil when there is none of that number.
  public subscript(number: Int) -> Coordinate? {
    coordinates.indices.contains(number) ? coordinates[number] : nil
  }

  /// Adds a place.
  ///
  /// - Returns: Its number, the next one that no place has had.
  ///
  /// - Complexity: Some microseconds on average for a million places, the share of building anew.
  @discardableResult
  public mutating func insert(_ coordinate: Coordinate) -> Int {
    let number = positions.count
    positions.append(nil)
    coordinates.append(nil)
    place(coordinate, number)
    rebuildIfNeeded()
    return number
  }

  /// Moves a place; false when there is none of that number.
  @discardableResult
  public mutating func move(_ number: Int, to coordinate: Coordinate) -> Bool {
    guard take(number) else { return false }
    place(coordinate, number)
    rebuildIfNeeded()
    return true
  }

  /// Removes a place; false when there is none of that number.
  @discardableResult
  public mutating func remove(_ number: Int) -> Bool {
    guard take(number) else { return false }
    rebuildIfNeeded()
    return true
  }

  /// The places nearest to a query, nearest first, as
  /// ``StoreIndex/nearest(to:limit:within:isIncluded:precedes:)`` finds them.
  ///
  /// - Parameters:
  ///   - query: Where to look from.
  ///   - limit: The most matches to return, 0 or more; nil for all.
  ///   - distance: The greatest distance, itself included; nil for any.
  ///   - isIncluded: Whether the place of a number may be returned.
  ///   - precedes: Whether the place of the first number goes before that of the second when both are
  ///     equally far; a strict order.
  /// - Returns: At most `limit` matches; their positions are the places' numbers.
  public func nearest(
    to query: Coordinate,
    limit: Int? = nil,
    within distance: Distance? = nil,
    isIncluded: ((Int) -> Bool)? = nil,
    precedes: (Int, Int) -> Bool = { $0 < $1 }
  ) -> [StoreIndex.Match] {
    var statistics = SearchStatistics()
    var filter: ((Int) -> Bool)?
    if removedCount > 0 || isIncluded != nil {
      filter = { !isRemoved[$0] && (isIncluded?(number(at: $0)) ?? true) }
    }
    return base.nearest(
      to: query,
      limit: limit,
      within: distance,
      isIncluded: filter,
      precedes: { precedes(number(at: $0), number(at: $1)) },
      additions: additions.count > 0 ? additions : nil,
      statistics: &statistics
    ).map { StoreIndex.Match(position: number(at: $0.position), distance: $0.distance) }
  }

  private func number(at position: Int) -> Int {
    position < base.count ? baseNumbers[position] : additionNumbers[position - base.count]
  }

  /// Takes a place out of the searches.
  private mutating func take(_ number: Int) -> Bool {
    guard self[number] != nil, let position = positions[number] else { return false }
    isRemoved[position] = true
    removedCount += 1
    positions[number] = nil
    coordinates[number] = nil
    return true
  }

  private mutating func place(_ coordinate: Coordinate, _ number: Int) {
    positions[number] = base.count + additions.count
    coordinates[number] = coordinate
    additions.append(coordinate)
    additionNumbers.append(number)
    isRemoved.append(false)
  }

  private mutating func rebuildIfNeeded() {
    let changes = additions.count + removedCount
    guard changes > max(Self.leastChanges, base.count / Self.changeShare) else { return }
    let numbers = coordinates.indices.filter { coordinates[$0] != nil }
    for (position, number) in numbers.enumerated() { positions[number] = position }
    base = StoreIndex(numbers.compactMap { coordinates[$0] })
    baseNumbers = numbers
    additions = PlaceBlocks()
    additionNumbers = []
    isRemoved = Array(repeating: false, count: numbers.count)
    removedCount = 0
  }
}

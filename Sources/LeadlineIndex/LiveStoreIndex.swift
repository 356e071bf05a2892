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
  /// The number of each place of `base`, by position, ascending.
  private var baseNumbers: [Int]
  /// The place at each position of `base`.
  private var baseCoordinates: [Coordinate]
  private var additions = PlaceBlocks()
  /// The number of each addition.
  private var additionNumbers: [Int] = []
  /// The positions of the numbers whose places are additions; they follow those of `base`.
  private var additionPositions: [Int: Int] = [:]
  /// The places in `base` and the additions that are no more, by position.
  private var isRemoved: [Bool]
  private var removedCount = 0
  private var nextNumber: Int
  private let threads: Int?

  /// The changes that are taken before the index is built anew: enough that building costs a change
  /// little, and few enough that looking at them costs a search little.
  private static let leastChanges = 256
  private static let changeShare = 256

  /// Builds the index; places get the numbers from 0 in order.
  ///
  /// - Parameters:
  ///   - coordinates: The places to begin with.
  ///   - threads: The number of threads to build with, now and whenever the index is built anew; nil
  ///     for one per processor.
  /// - Precondition: At most 2³² - 1 coordinates.
  ///
  /// - Complexity: O(*n*).
  public init(_ coordinates: [Coordinate] = [], threads: Int? = nil) {
    base = StoreIndex(coordinates, threads: threads)
    baseNumbers = Array(coordinates.indices)
    baseCoordinates = coordinates
    isRemoved = Array(repeating: false, count: coordinates.count)
    nextNumber = coordinates.count
    self.threads = threads
  }

  /// The number of places there are.
  public var count: Int { base.count + additions.count - removedCount }

  /// Where a place is; nil when there is none of that number.
  ///
  /// - Complexity: O(log *n*).
  public subscript(number: Int) -> Coordinate? { position(of: number).map { coordinate(at: $0) } }

  /// Adds a place.
  ///
  /// - Returns: Its number, the next one that no place has had.
  /// - Precondition: At most 2³² - 1 places, with those that went since the index was built last.
  ///
  /// - Complexity: Some tens of microseconds on average for a million places, the share of building anew.
  @discardableResult
  public mutating func insert(_ coordinate: Coordinate) -> Int {
    let number = nextNumber
    nextNumber += 1
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

  private func coordinate(at position: Int) -> Coordinate {
    position < base.count
      ? baseCoordinates[position] : additions.coordinates[position - base.count]
  }

  /// The position of the place of a number; nil when there is none.
  private func position(of number: Int) -> Int? {
    if let position = additionPositions[number] { return position }
    var range = baseNumbers.indices
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      if baseNumbers[middle] == number { return isRemoved[middle] ? nil : middle }
      range =
        baseNumbers[middle] < number ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// Takes a place out of the searches.
  private mutating func take(_ number: Int) -> Bool {
    guard let position = position(of: number) else { return false }
    isRemoved[position] = true
    removedCount += 1
    additionPositions[number] = nil
    return true
  }

  private mutating func place(_ coordinate: Coordinate, _ number: Int) {
    precondition(isRemoved.count < Int(UInt32.max), "an index holds at most 2^32 - 1 places")
    additionPositions[number] = isRemoved.count
    additions.append(coordinate)
    additionNumbers.append(number)
    isRemoved.append(false)
  }

  private mutating func rebuildIfNeeded() {
    let changes = additions.count + removedCount
    guard changes > max(Self.leastChanges, base.count / Self.changeShare) else { return }
    var live = isRemoved.indices.filter { !isRemoved[$0] }
    // All but the few additions are in order.
    live.sort { number(at: $0) < number(at: $1) }
    (baseNumbers, baseCoordinates) = (live.map(number(at:)), live.map(coordinate(at:)))
    base = StoreIndex(baseCoordinates, threads: threads)
    additions = PlaceBlocks()
    additionNumbers = []
    additionPositions = [:]
    isRemoved = Array(repeating: false, count: live.count)
    removedCount = 0
  }
}

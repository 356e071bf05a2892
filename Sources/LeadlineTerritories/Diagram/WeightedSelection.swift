/// Parts items into those of the least keys that together have some mass, and the rest.
enum WeightedSelection {
  /// Something with a mass, ordered by key and then by number.
  struct Item: Sendable {
    var key: Double
    var mass: Int64
    var number: Int32

    @inline(__always)
    static func precedes(_ one: Item, _ other: Item) -> Bool {
      one.key < other.key || (one.key == other.key && one.number < other.number)
    }
  }

  /// Reorders items so that the first ones are those of the least keys, with a mass as near to the
  /// one asked for as whole items allow.
  ///
  /// - Returns: How many they are.
  /// - Complexity: O(*n*) on average, O(*n* log *n*) at worst.
  static func split(_ items: inout [Item], mass: Int64) -> Int {
    split(&items, 0..<items.count, mass: mass)
  }

  /// As above, within a range; returns the position at which the rest begins.
  static func split(_ items: inout [Item], _ range: Range<Int>, mass: Int64) -> Int {
    var (low, high, left) = (range.lowerBound, range.upperBound, mass)
    var rounds = 0
    while high - low > 12 && rounds < 64 {
      rounds += 1
      let pivot = median(items[low], items[(low + high) / 2], items[high - 1])
      var (i, j) = (low, high - 1)
      var below: Int64 = 0
      while true {
        while i < high, Item.precedes(items[i], pivot) {
          below += items[i].mass
          i += 1
        }
        while j >= low, !Item.precedes(items[j], pivot) { j -= 1 }
        if i > j { break }
        items.swapAt(i, j)
      }
      // The pivot itself is above, so a part without items below still shrinks by it.
      if below > left {
        high = i
      } else if i > low {
        left -= below
        low = i
      } else {
        guard let least = items[low..<high].firstIndex(where: { $0.number == pivot.number })
        else { break }
        items.swapAt(low, least)
        if pivot.mass > left { break }
        left -= pivot.mass
        low += 1
      }
    }
    items[low..<high].sort(by: Item.precedes)
    while low < high, items[low].mass <= 2 * left {
      left -= items[low].mass
      low += 1
    }
    return low
  }

  private static func median(_ a: Item, _ b: Item, _ c: Item) -> Item {
    let (low, high) = Item.precedes(a, b) ? (a, b) : (b, a)
    if Item.precedes(c, low) { return low }
    return Item.precedes(c, high) ? c : high
  }
}

/// Moves that might be made, the one with the least key first; of equal keys that of the customer,
/// then of the territory, with the lower position.
struct MoveQueue: Sendable {
  /// A customer, where it might go, and what that is judged by.
  struct Entry: Sendable {
    var key: Double
    var atom: Int32
    var territory: Int32

    static func < (one: Entry, other: Entry) -> Bool {
      if one.key != other.key { return one.key < other.key }
      return one.atom != other.atom ? one.atom < other.atom : one.territory < other.territory
    }
  }

  private var heap: [Entry] = []

  /// Adds a move.
  ///
  /// - Complexity: O(log count).
  mutating func push(_ entry: Entry) {
    heap.append(entry)
    var slot = heap.count - 1
    while slot > 0 {
      let parent = (slot - 1) / 2
      guard entry < heap[parent] else { break }
      heap[slot] = heap[parent]
      slot = parent
    }
    heap[slot] = entry
  }

  /// Takes the first move out.
  ///
  /// - Complexity: O(log count).
  mutating func pop() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    var slot = 0
    while true {
      var child = 2 * slot + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < last else { break }
      heap[slot] = heap[child]
      slot = child
    }
    heap[slot] = last
    return first
  }
}

/// A queue from which the entry with the least key comes first; of equal keys that with the lower
/// item, then the lower label.
struct LeastFirst: Sendable {
  /// What is queued: a key, and two numbers that say what it is the key of.
  struct Entry: Sendable {
    var key: Double
    var item: Int32
    var label: Int32

    static func < (one: Entry, other: Entry) -> Bool {
      if one.key != other.key { return one.key < other.key }
      return one.item != other.item ? one.item < other.item : one.label < other.label
    }
  }

  private var heap: [Entry] = []

  /// The entry that comes first.
  var first: Entry? { heap.first }

  /// Takes all entries out.
  mutating func removeAll() { heap.removeAll(keepingCapacity: true) }

  /// Adds an entry.
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

  /// Takes the first entry out.
  ///
  /// - Complexity: O(log count).
  @discardableResult
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

/// A list of plain values that grows at its end.
///
/// Unlike Array it has no reference count and no exclusivity checks, which in the building of cells
/// would cost more than the work itself. Subscripts are checked in debug builds only, so whoever
/// uses it answers for its positions.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 256) {
    self.capacity = max(1, capacity)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  @inline(__always)
  subscript(position: Int) -> Element {
    unsafeAddress {
      assert(position >= 0 && position < count)
      return UnsafePointer(base + position)
    }
    nonmutating unsafeMutableAddress {
      assert(position >= 0 && position < count)
      return base + position
    }
  }

  /// The values, valid until the next one is appended.
  var values: UnsafeMutableBufferPointer<Element> { .init(start: base, count: count) }

  /// Some of the values, valid until the next one is appended.
  subscript(range: Range<Int>) -> UnsafeBufferPointer<Element> {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    return UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  @inline(__always)
  mutating func append(_ value: Element) {
    if count == capacity { reserve(1) }
    base[count] = value
    count &+= 1
  }

  mutating func append(repeating value: Element, count number: Int) {
    reserve(number)
    (base + count).update(repeating: value, count: number)
    count += number
  }

  mutating func removeAll() { count = 0 }

  /// Shortens the list to a number of values that it has.
  mutating func truncate(to number: Int) {
    assert(number <= count)
    count = number
  }

  private mutating func reserve(_ number: Int) {
    guard count + number > capacity else { return }
    capacity = max(count + number, capacity * 2)
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    grown.update(from: base, count: count)
    base.deallocate()
    base = grown
  }
}

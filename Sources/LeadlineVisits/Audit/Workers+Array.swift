import LeadlineGeometry
import Synchronization

extension Workers {
  /// Makes an array whose elements are worked out on several threads.
  ///
  /// - Parameters:
  ///   - count: The number of elements.
  ///   - size: How many a worker takes at once.
  ///   - threads: The number of workers; nil for one per processor.
  ///   - element: Gives the element at a position; called once for each, in any order.
  /// - Returns: The elements, in the order of their positions.
  @inline(__always)
  static func array<Element: Sendable>(
    _ count: Int,
    size: Int,
    threads: Int?,
    _ element: @Sendable (Int) -> Element
  ) -> [Element] {
    array(count, size: size, threads: threads, scratch: ()) { position, _ in element(position) }
  }

  /// The same for elements that need scratch memory to be worked out.
  ///
  /// - Parameters:
  ///   - count: The number of elements.
  ///   - size: How many a worker takes at once.
  ///   - threads: The number of workers; nil for one per processor.
  ///   - scratch: Scratch memory; each worker has a copy of its own.
  ///   - element: Gives the element at a position, whatever earlier ones left in the scratch memory;
  ///     called once for each, in any order.
  /// - Returns: The elements, in the order of their positions.
  static func array<Element: Sendable, Scratch: Sendable>(
    _ count: Int,
    size: Int,
    threads: Int?,
    scratch: Scratch,
    _ element: @Sendable (Int, inout Scratch) -> Element
  ) -> [Element] {
    guard count > 0 else { return [] }
    return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      unsafe LargeMemory.advise(buffer)
      // Each position is in one range, and each range has one worker, so no two write one element;
      // all have written when `split` returns.
      nonisolated(unsafe) let elements = unsafe buffer
      split(count, size: size, threads: threads) { next in
        var own = scratch
        while let range = next() {
          for position in range {
            unsafe elements.initializeElement(at: position, to: element(position, &own))
          }
        }
      }
      initializedCount = count
    }
  }

  /// Makes an array of plain values that are given in any order, on several threads.
  ///
  /// - Parameters:
  ///   - count: The number of elements.
  ///   - sources: How many things may give one.
  ///   - size: How many of those a worker takes at once.
  ///   - threads: The number of workers; nil for one per processor.
  ///   - element: Gives the element of a thing and its position, or nil if the thing has none;
  ///     called once for each, in any order. Every position must be given exactly once.
  /// - Returns: The elements, in the order of their positions.
  static func scattered<Element: Sendable & BitwiseCopyable>(
    _ count: Int,
    from sources: Int,
    size: Int,
    threads: Int?,
    _ element: @Sendable (Int) -> (position: Int, element: Element)?
  ) -> [Element] {
    unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      unsafe LargeMemory.advise(buffer)
      // Each position is given once, so no two write one element; all have written when `split`
      // returns.
      nonisolated(unsafe) let elements = unsafe buffer
      let written = Atomic(0)
      split(sources, size: size, threads: threads) { next in
        var own = 0
        while let range = next() {
          for source in range {
            guard let given = element(source) else { continue }
            precondition(
              given.position >= 0 && given.position < count,
              "a position is in the array"
            )
            unsafe elements.initializeElement(at: given.position, to: given.element)
            own += 1
          }
        }
        written.wrappingAdd(own, ordering: .relaxed)
      }
      precondition(written.load(ordering: .relaxed) == count, "every position is given once")
      initializedCount = count
    }
  }

  /// Joins arrays, on several threads: where they are large, most of the time goes into memory that is
  /// touched for the first time.
  ///
  /// - Parameters:
  ///   - parts: The arrays.
  ///   - threads: The number of workers; nil for one per processor.
  /// - Returns: The elements of all of them, in order.
  static func joined<Element: Sendable>(_ parts: [[Element]], threads: Int?) -> [Element] {
    var starts: [Int] = []
    var count = 0
    for part in parts {
      starts.append(count)
      count += part.count
    }
    return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      unsafe LargeMemory.advise(buffer)
      // The parts cover the buffer without overlap, and each is one worker's, so each element is
      // written once, before anyone reads it.
      nonisolated(unsafe) let elements = unsafe buffer
      split(parts.count, size: 16, threads: threads) { [starts] next in
        while let range = next() {
          for part in range {
            let place = starts[part]..<starts[part] + parts[part].count
            _ = unsafe UnsafeMutableBufferPointer(rebasing: elements[place])
              .initialize(fromContentsOf: parts[part])
          }
        }
      }
      initializedCount = count
    }
  }

  /// Changes the elements of an array on several threads.
  ///
  /// - Parameters:
  ///   - elements: The elements.
  ///   - size: How many a worker takes at once.
  ///   - threads: The number of workers; nil for one per processor.
  ///   - change: Changes the element at a position, whatever the others are; called once for each, in
  ///     any order.
  static func update<Element: Sendable>(
    _ elements: inout [Element],
    size: Int,
    threads: Int?,
    _ change: @Sendable (Int, inout Element) -> Void
  ) {
    let count = elements.count
    unsafe elements.withUnsafeMutableBufferPointer { buffer in
      // Each position is in one range, and each range has one worker, so no two touch one element;
      // all are done when `split` returns.
      nonisolated(unsafe) let elements = unsafe buffer
      split(count, size: size, threads: threads) { next in
        while let range = next() {
          for position in range { unsafe change(position, &elements[position]) }
        }
      }
    }
  }
}

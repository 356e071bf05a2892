import Dispatch
import Foundation
import Synchronization

/// Splits work over the processors.
package enum Workers {
  /// The number of workers for some parts of work: as many as asked for or as there are
  /// processors, at most one a part, at least one.
  package static func count(_ threads: Int?, for parts: Int) -> Int {
    max(1, min(threads ?? ProcessInfo.processInfo.activeProcessorCount, parts))
  }

  /// Hands out 0..<count in ranges to workers that run at the same time, and waits for them.
  ///
  /// Which worker gets which range depends on timing, so what is done with a range must not depend on
  /// the ranges before it.
  ///
  /// - Parameters:
  ///   - count: The number of items.
  ///   - size: The items in a range, at least 1; the last one may have fewer.
  ///   - threads: The number of workers, at least 1; nil for one per processor.
  ///   - work: One worker's work. It calls the function it gets for one range after the other, until
  ///     that returns nil.
  package static func split(
    _ count: Int,
    size: Int,
    threads: Int?,
    work: @Sendable (() -> Range<Int>?) -> Void
  ) {
    let ranges = (count + size - 1) / size
    let workers = Self.count(threads, for: ranges)
    let taken = Atomic(0)
    let next: @Sendable () -> Range<Int>? = {
      let range = taken.wrappingAdd(1, ordering: .relaxed).oldValue
      return range < ranges ? range * size..<min(count, (range + 1) * size) : nil
    }
    if workers == 1 {
      work(next)
    } else {
      DispatchQueue.concurrentPerform(iterations: workers) { _ in work(next) }
    }
  }

  /// Does two things at the same time.
  ///
  /// - Parameters:
  ///   - threads: The number of threads; 1 does one after the other. Nil for one per processor.
  ///   - first: One.
  ///   - second: The other.
  /// - Returns: What comes of them.
  package static func both<First: Sendable, Second: Sendable>(
    threads: Int?,
    _ first: @Sendable () -> First,
    _ second: @Sendable () -> Second
  ) -> (First, Second) {
    let results = Mutex<(First?, Second?)>((nil, nil))
    split(2, size: 1, threads: threads) { next in
      while let range = next() {
        if range.lowerBound == 0 {
          let result = first()
          results.withLock { $0.0 = result }
        } else {
          let result = second()
          results.withLock { $0.1 = result }
        }
      }
    }
    guard case (let one?, let other?) = results.withLock({ $0 }) else {
      preconditionFailure("both ranges are handed out")
    }
    return (one, other)
  }

  /// Works on the items 0..<count at the same time, and gives the results in their order.
  ///
  /// - Parameters:
  ///   - count: The number of items.
  ///   - size: How many neighbouring items a worker takes at once, at least 1.
  ///   - threads: The number of workers, at least 1; nil for one per processor.
  ///   - body: Works on one item, whatever is done with the others.
  /// - Returns: The results, one for each item.
  package static func map<Result: Sendable>(
    _ count: Int,
    size: Int = 1,
    threads: Int?,
    _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let done = Mutex<[(start: Int, results: [Result])]>([])
    split(count, size: size, threads: threads) { next in
      while let range = next() {
        let results = range.map(body)
        done.withLock { $0.append((range.lowerBound, results)) }
      }
    }
    return done.withLock { parts in
      parts.sort { $0.start < $1.start }
      return parts.flatMap(\.results)
    }
  }
}

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
  /// What either splits further goes to all processors: the second is not one of a split's workers,
  /// within which Dispatch hands no more threads out, so that one would wait for the other.
  ///
  /// - Parameters:
  ///   - threads: The number of threads; 1 does one after the other. Nil for one per processor.
  ///   - first: One; done on the calling thread.
  ///   - second: The other.
  /// - Returns: What comes of them.
  /// - Throws: What the first throws, after the second is done.
  package static func both<First, Second: Sendable, Failure: Error>(
    threads: Int?,
    _ first: () throws(Failure) -> First,
    _ second: @escaping @Sendable () -> Second
  ) throws(Failure) -> (First, Second) {
    guard count(threads, for: 2) > 1 else { return (try first(), second()) }
    let other = Mutex<Second?>(nil)
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let result = second()
      other.withLock { $0 = result }
    }
    let one = Result { () throws(Failure) in try first() }
    group.wait()
    guard let other = other.withLock({ $0.take() }) else {
      preconditionFailure("the second leaves its result before the group is done")
    }
    return (try one.get(), other)
  }

  /// Works on the items 0..<count, two at a time, each of which may split its work further; see
  /// ``both(threads:_:_:)``.
  ///
  /// - Parameters:
  ///   - count: The number of items.
  ///   - threads: The number of threads; 1 does one after the other. Nil for one per processor.
  ///   - body: Works on one item, whatever is done with the others.
  /// - Returns: The results, one for each item.
  package static func mapInPairs<Result: Sendable>(
    _ count: Int,
    threads: Int?,
    _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    let next = Mutex(0)
    let work: @Sendable () -> [(item: Int, result: Result)] = {
      var own: [(item: Int, result: Result)] = []
      while true {
        let item = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard item < count else { return own }
        own.append((item, body(item)))
      }
    }
    let (one, other) = both(threads: threads, work, work)
    return (one + other).sorted { $0.item < $1.item }.map(\.result)
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

import Dispatch
import Foundation

/// Work on ranges of numbers, spread over cores.
enum Parallel {
  /// Calls the body once for each chunk of `0..<count`, on up to so many threads at a time.
  static func forEachChunk(
    of count: Int,
    size: Int,
    threads: Int? = nil,
    _ body: @Sendable (Range<Int>) -> Void
  ) {
    let threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let chunks = (count + size - 1) / size
    guard threads > 1 && chunks > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    // One call of the body per thread and chunk; thread t takes the chunks t, t + threads, …
    let workers = min(threads, chunks)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for chunk in stride(from: worker, to: chunks, by: workers) {
        body(chunk * size..<min(count, (chunk + 1) * size))
      }
    }
  }
}

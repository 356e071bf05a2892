import Dispatch
import Synchronization

/// Has blocks of work done by several threads, and takes the answers in the order of the blocks.
///
/// The thread that runs the pipeline reads the blocks and takes the answers; the work itself is
/// done beside it. Only so many blocks and answers wait at once, so memory does not grow with their
/// number; how large each of them gets is up to those who make them. The answers are the same on any
/// number of threads.
package struct BlockPipeline<Block: Sendable, Answer: Sendable>: Sendable {
  private let threads: Int
  private let makeWorker: @Sendable () -> (Block) -> Answer

  /// Makes a pipeline.
  ///
  /// - Parameters:
  ///   - threads: How many work; 1 works on the calling thread.
  ///   - makeWorker: Makes what does the work; called on each thread that works, for itself.
  package init(threads: Int, makeWorker: @escaping @Sendable () -> (Block) -> Answer) {
    self.threads = max(1, threads)
    self.makeWorker = makeWorker
  }

  /// Works on all blocks.
  ///
  /// - Parameters:
  ///   - next: Reads the next block; nil behind the last.
  ///   - consume: Takes the answer of each block, in the order of the blocks.
  /// - Throws: What `next` and `consume` throw; what `next` throws after the answers to all blocks
  ///   before it were taken. No thread is left working.
  package func run(
    next: () throws -> Block?,
    consume: (Answer) throws -> Void
  ) throws {
    guard let first = try next() else { return }
    var second: Block?
    var failure: (any Error)?
    do { second = try threads > 1 ? next() : nil } catch { failure = error }
    guard let second else {
      // One block is not worth a thread.
      let work = makeWorker()
      try consume(work(first))
      if let failure { throw failure }
      guard threads == 1 else { return }
      while let block = try next() { try consume(work(block)) }
      return
    }
    let crew = Crew(makeWorker)
    defer { crew.dismiss() }
    var waiting = [crew.submit(first), crew.submit(second)][...]
    crew.hire(upTo: min(2, threads))
    while failure == nil {
      do {
        guard let block = try next() else { break }
        waiting.append(crew.submit(block))
        crew.hire(upTo: threads)
      } catch {
        failure = error
      }
      if waiting.count > 2 * threads, let oldest = waiting.popFirst() {
        try consume(oldest.take())
      }
    }
    while let oldest = waiting.popFirst() { try consume(oldest.take()) }
    if let failure { throw failure }
  }

  /// The answer to one block, as soon as it is there.
  private final class Ticket: Sendable {
    private let answer = Mutex<Answer?>(nil)
    private let isReady = DispatchSemaphore(value: 0)

    func give(_ answer: Answer) {
      self.answer.withLock { $0 = answer }
      isReady.signal()
    }

    /// Waits for the answer and hands it over.
    func take() -> Answer {
      isReady.wait()
      guard let taken = answer.withLock({ $0.take() }) else {
        preconditionFailure("an answer is taken once, after it was given")
      }
      return taken
    }
  }

  /// The threads and what they have to do.
  private final class Crew: Sendable {
    private struct Order: Sendable {
      let block: Block
      let ticket: Ticket
    }

    private let orders = Mutex<[Order]>([])
    private let pending = DispatchSemaphore(value: 0)
    private let members = DispatchGroup()
    private let hired = Mutex(0)
    private let makeWorker: @Sendable () -> (Block) -> Answer

    init(_ makeWorker: @escaping @Sendable () -> (Block) -> Answer) {
      self.makeWorker = makeWorker
    }

    func submit(_ block: Block) -> Ticket {
      let ticket = Ticket()
      orders.withLock { $0.append(Order(block: block, ticket: ticket)) }
      pending.signal()
      return ticket
    }

    func hire(upTo count: Int) {
      while hired.withLock({ $0 < count }) {
        hired.withLock { $0 += 1 }
        DispatchQueue.global().async(group: members) { self.work() }
      }
    }

    private func work() {
      let work = makeWorker()
      while true {
        pending.wait()
        let order = orders.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        // Woken without an order is dismissed.
        guard let order else { return }
        order.ticket.give(work(order.block))
      }
    }

    /// Drops what is not begun, and waits until all have stopped.
    func dismiss() {
      orders.withLock { $0.removeAll() }
      for _ in 0..<hired.withLock({ $0 }) { pending.signal() }
      members.wait()
    }
  }
}

import LeadlineGeometry
import Synchronization
import Testing

struct WorkersTests {
  @Test(arguments: [1, 2, nil])
  func bothGiveWhatEachGives(threads: Int?) {
    let (one, other) = Workers.both(threads: threads) {
      Workers.map(100, threads: threads) { $0 }.reduce(0, +)
    } _: {
      Workers.map(100, threads: threads) { 2 * $0 }.reduce(0, +)
    }
    #expect(one == 4_950)
    #expect(other == 9_900)
  }

  @Test(arguments: [1, 2, nil])
  func whatTheFirstThrowsIsThrownOnce(threads: Int?) {
    struct Failure: Error {}
    let calls = Atomic(0)
    #expect(throws: Failure.self) {
      _ = try Workers.both(threads: threads) {
        throw Failure()
      } _: {
        calls.wrappingAdd(1, ordering: .relaxed)
      }
    }
    // The second is never left working.
    #expect(calls.load(ordering: .relaxed) == (Workers.count(threads, for: 2) == 1 ? 0 : 1))
  }

  @Test func oneThreadDoesBothInTurn() {
    let order = Mutex<[Int]>([])
    _ = Workers.both(threads: 1) {
      order.withLock { $0.append(1) }
    } _: {
      order.withLock { $0.append(2) }
    }
    #expect(order.withLock { $0 } == [1, 2])
  }

  @Test(arguments: [1, 2, nil])
  func pairsDoEachItemOnceInOrder(threads: Int?) {
    for count in [0, 1, 2, 37] {
      let calls = Mutex(0)
      let results = Workers.mapInPairs(count, threads: threads) { item in
        calls.withLock { $0 += 1 }
        return Workers.map(item, threads: threads) { $0 }.count
      }
      #expect(results == Array(0..<count))
      #expect(calls.withLock { $0 } == count)
    }
  }
}

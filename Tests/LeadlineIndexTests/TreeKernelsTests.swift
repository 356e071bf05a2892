import LeadlineGeometry
import LeadlineIndex
import LeadlineTestSupport
import Testing

struct TreeKernelsTests {
  @Test func everySetGivesTheBitsOfThePortableOne() {
    forEverySeed(0..<200) { seed, generator in
      let place = (0..<3).map { _ in Self.number(&generator) }
      let leaf = (0..<48).map { _ in Self.number(&generator) }
      let node = (0..<96).map { _ in Float(Self.number(&generator)) }
      let rounded = place.map { Float($0).nextDown } + place.map { Float($0).nextUp }
      let square = Self.number(&generator) * Self.number(&generator)
      let results = TreeKernels.allSets.map { kernels in
        var squares = [Double](repeating: -1, count: 16)
        var slots = [UInt32](repeating: 0, count: 16)
        var lowerBounds = [Float](repeating: -1, count: 16)
        let places = kernels.leaf(leaf, place, abs(square), 4_294_967_200, &squares, &slots)
        let found = Int(places)
        let boxes = kernels.node(node, rounded, Float(abs(square)), &lowerBounds)
        return [UInt64(places), UInt64(boxes)] + squares[..<found].map(\.bitPattern)
          + slots[..<found].map { UInt64($0) } + lowerBounds.map { UInt64($0.bitPattern) }
      }
      for result in results.dropFirst() { #expect(result == results[0], "seed \(seed)") }
    }
  }

  @Test func sortingIsStable() {
    forEverySeed(0..<200) { seed, generator in
      let count = Int.random(in: 0...64, using: &generator)
      let distinct = Double.random(in: 1...80, using: &generator)
      let squares = (0..<count).map { _ in generator.double(in: 0...distinct).rounded() }
      let slots = (0..<UInt32(count)).map { $0 &* 7 &+ 4_000_000_000 }
      let order = (0..<count).sorted { (squares[$0], $0) < (squares[$1], $1) }
      for kernels in TreeKernels.allSets {
        var padded = squares + [Double](repeating: -1, count: 8)
        var sortedSquares = [Double](repeating: -1, count: max(1, count))
        var sortedSlots = [UInt32](repeating: 0, count: max(1, count))
        kernels.sort(&padded, slots, UInt32(count), &sortedSquares, &sortedSlots)
        #expect(Array(sortedSquares[..<count]) == order.map { squares[$0] }, "seed \(seed)")
        #expect(Array(sortedSlots[..<count]) == order.map { slots[$0] }, "seed \(seed)")
      }
    }
  }

  @Test func onlyPlacesWithinTheBoundAreTaken() {
    let leaf = (0..<16).map(Double.init) + Array(repeating: 0, count: 32)
    for kernels in TreeKernels.allSets {
      var squares = [Double](repeating: -1, count: 16)
      var slots = [UInt32](repeating: 0, count: 16)
      #expect(kernels.leaf(leaf, [3, 0, 0], 4, 32, &squares, &slots) == 5)
      #expect(squares[..<5] == [4, 1, 0, 1, 4])
      #expect(slots[..<5] == [33, 34, 35, 36, 37])
    }
  }

  @Test func aBoxIsAsFarAsItsNearestPoint() {
    var node = [Float](repeating: 0, count: 96)
    for lane in 0..<16 {
      for axis in 0..<3 {
        node[axis * 16 + lane] = Float(lane)
        node[(axis + 3) * 16 + lane] = Float(lane) + 2
      }
    }
    node[15] = .infinity
    node[63] = -.infinity
    for kernels in TreeKernels.allSets {
      var squares = [Float](repeating: -1, count: 16)
      #expect(kernels.node(node, [5, 5, 5, 5, 5, 5], 12, &squares) == 0b1111_1110)
      #expect(squares[0..<15] == [27, 12, 3, 0, 0, 0, 3, 12, 27, 48, 75, 108, 147, 192, 243])
      #expect(squares[15] == .infinity)
    }
  }

  /// Numbers of every size that places have, and equal ones.
  private static func number(_ generator: inout SplitMix64) -> Double {
    let sizes = [0, 1e-3, 1, 1e3, 6.4e6]
    let size = sizes[Int.random(in: 0..<sizes.count, using: &generator)]
    return generator.double(in: -1...1) * size
  }
}

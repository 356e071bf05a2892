import LeadlineTestSupport
import Testing

@testable import LeadlineModel

struct DistinctIDsTests {
  private func column(_ ids: [String]) -> TextColumn {
    var column = TextColumn()
    for id in ids { column.append(id) }
    return column
  }

  private func areRising(_ ids: [String]) -> Bool {
    var column = TextColumn()
    for id in ids {
      var id = id
      if !id.withUTF8({ column.rises(to: $0) }) { return false }
      column.append(id)
    }
    return true
  }

  @Test func shorterIDsComeFirstThenThoseOfLesserBytes() {
    #expect(areRising(["", "z", "10", "11", "1a", "100", "é"]) == false)
    #expect(areRising(["", "z", "10", "11", "1a", "é", "100"]))
    #expect(!areRising(["a", "a"]))
    #expect(!areRising(["b", "a"]))
  }

  /// Blocks and single ids, in order, out of order and repeated, against a list that is searched.
  @Test func eachIDIsTakenOnceInWhateverOrderTheyCome() {
    forEverySeed(0..<200) { seed, generator in
      var distinct = DistinctIDs()
      var known: [String] = []
      let isOrdered = Bool.random(using: &generator)
      var number = 0
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let ids = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
          number += 1
          return "c\(isOrdered ? number : Int.random(in: 0...40, using: &generator))"
        }
        var expected: [Int32] = []
        for id in ids {
          expected.append(known.contains(id) ? -1 : Int32(known.count))
          if !known.contains(id) { known.append(id) }
        }
        let ofBlock = column(ids)
        if Bool.random(using: &generator) {
          #expect(
            distinct.append(ofBlock, areRising: areRising(ids)) == expected,
            "seed \(seed)"
          )
        } else {
          let single = (0..<ofBlock.count).map { distinct.append(ofBlock[$0]) ?? -1 }
          #expect(single == expected, "seed \(seed)")
        }
      }
      #expect(distinct.count == known.count)
      #expect((0..<known.count).map { distinct.texts.text($0) } == known, "seed \(seed)")
    }
  }
}

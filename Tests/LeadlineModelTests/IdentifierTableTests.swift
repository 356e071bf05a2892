import LeadlineTestSupport
import Testing

@testable import LeadlineModel

struct IdentifierTableTests {
  private func insert(_ id: String, into table: inout IdentifierTable, hash: UInt32) -> Bool {
    var id = id
    return id.withUTF8 { table.insert($0, hash: hash).isNew }
  }

  @Test func idsAreFoundWhereTheyWereAdded() {
    forEverySeed(0..<100) { seed, generator in
      var table = IdentifierTable()
      var positions: [[UInt8]: Int] = [:]
      for _ in 0..<Int.random(in: 0...300, using: &generator) {
        let id =
          ["", "é", "e\u{301}", "S\(Int.random(in: 0...150, using: &generator))"]
          .randomElement(using: &generator) ?? ""
        let known = positions[Array(id.utf8)]
        let (position, isNew) = table.insert(id)
        #expect(isNew == (known == nil), "seed \(seed)")
        #expect(position == known ?? positions.count, "seed \(seed)")
        if isNew { positions[Array(id.utf8)] = position }
      }
      #expect(table.count == positions.count)
      for (id, position) in positions {
        let text = String(decoding: id, as: UTF8.self)
        #expect(table.position(of: text) == position)
        #expect(Array(table.text(position).utf8) == id)
      }
      #expect(table.position(of: "not there") == nil)
      var asked = IdentifierTable()
      for number in 0..<160 { _ = asked.insert("S\(number)") }
      _ = asked.insert("")
      let expected = (0..<asked.count).map {
        table.position(of: asked.text($0)).map { Int32($0) } ?? -1
      }
      #expect(table.positions(of: asked) == expected, "seed \(seed)")
      let count = table.count
      let all = table.insert(asked)
      #expect(zip(all, expected).allSatisfy { $1 < 0 ? Int($0) >= count : $0 == $1 })
    }
  }

  @Test func idsOfOneHashAreToldApart() {
    var table = IdentifierTable()
    for number in 0..<200 { #expect(insert("\(number)", into: &table, hash: 7)) }
    for number in 0..<200 { #expect(!insert("\(number)", into: &table, hash: 7)) }
    #expect((0..<200).map { table.text($0) } == (0..<200).map { "\($0)" })
  }

  @Test func idsAreOrderedByTheirBytes() {
    var table = IdentifierTable()
    let ids = ["b", "a", "10", "9", "é", "e\u{301}", "", "aa"]
    for id in ids { _ = table.insert(id) }
    for first in ids.indices {
      for second in ids.indices {
        let expected = ids[first].utf8.lexicographicallyPrecedes(ids[second].utf8)
        #expect(table.precedes(first, second) == expected)
      }
    }
  }
}

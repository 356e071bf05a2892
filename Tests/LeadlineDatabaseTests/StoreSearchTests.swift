import GRDB
import LeadlineModel
import Testing

@testable import LeadlineDatabase

struct StoreSearchTests {
  @Test func indexThatLacksATriggerIsNotSearched() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.add(.stores, [.store("a")])
    let triggers = TableLayout(.stores).spatialIndex.triggers
    #expect(triggers.count == 6)
    for trigger in triggers {
      #expect(try database.searchStores { _ in true } == true)
      try database.write { try $0.execute(sql: "DROP TRIGGER \(quoted(trigger.name))") }
      #expect(try database.searchStores { _ in true } == nil, "without \(trigger.name)")
      try database.write { try $0.execute(sql: trigger.sql) }
    }
  }
}

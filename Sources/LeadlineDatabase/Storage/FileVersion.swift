import Foundation
import GRDB
import GRDBSQLite

/// What a file held when one instance looked: as long as the version is equal, nothing has changed.
///
/// SQLite's `data_version` moves only when another connection commits, its count of changed rows only
/// with this one, and neither says anything about those of another connection.
package struct FileVersion: Hashable, Sendable {
  private let instance: UUID
  private let commitsOfOthers: Int64
  private let ownChanges: Int64

  /// Reads the version within the transaction under way.
  init(_ database: Database, instance: UUID) throws {
    self.instance = instance
    commitsOfOthers = try Int64.fetchOne(database, sql: "PRAGMA data_version") ?? 0
    ownChanges = sqlite3_total_changes64(database.sqliteConnection)
  }
}

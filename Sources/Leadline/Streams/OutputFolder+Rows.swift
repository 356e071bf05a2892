import LeadlineDatabase
import LeadlineGeometry

extension OutputFolder {
  /// Writes a CSV file of the folder.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - columns: The names of its columns.
  ///   - body: Writes the rows.
  /// - Throws: ``LeadlineDatabase/FileError``, and what `body` throws.
  func writeRows(
    _ name: String,
    _ columns: [String],
    _ body: (inout RowWriter) throws -> Void
  ) throws {
    let file = try OutputFile(path: path(of: name))
    var writer = RowWriter(format: .csv, columns: columns.map { OutputColumn($0) }) {
      try file.write($0)
    }
    try body(&writer)
    try writer.finish()
    try file.finish()
  }
}

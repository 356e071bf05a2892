import Foundation
public import LeadlineGeometry
public import LeadlineModel

/// Opens files of any format that Leadline reads; the content decides, not the ending.
public enum InputFile {
  /// A reader, and what is known of the input.
  public struct Opened {
    /// The rows.
    public var reader: any RowReader
    /// The size in bytes; nil for standard input.
    public var size: Int?
    /// What is to be known of the columns.
    public var traits: ColumnTraits
  }

  /// Opens a file, a layer of a GeoPackage (`FILE:layer`), or standard input (`-`).
  ///
  /// - Parameters:
  ///   - name: The path, with a layer's name behind a colon where there are several.
  ///   - encoding: The encoding of a text; nil for UTF-8.
  ///   - kind: What is looked for; a GeoPackage's layer of that name is taken when none is named.
  /// - Returns: A reader of the rows, and what is known of the input.
  /// - Throws: ``FileError``, with the place where the content is at fault.
  public static func open(
    _ name: String,
    encoding: String? = nil,
    kind: RecordKind? = nil
  ) throws -> Opened {
    let (path, layer) = split(name)
    let file = try FileByteSource(path: path)
    var source = try PeekedByteSource(file, peeking: 4096)
    if source.peeked.starts(with: Array("SQLite format 3\0".utf8)) {
      guard path != "-" else { throw FileError.geoPackageOnStandardInput }
      let reader = try GeoPackageLayerReader(
        path: path,
        layer: layer,
        preferred: kind.map(TableLayout.tableName)
      )
      return Opened(
        reader: reader,
        size: file.size,
        traits: .geoPackage
      )
    }
    guard layer == nil else { throw FileError.noLayers(path: path) }
    if let encoding, !["utf-8", "utf8"].contains(encoding.lowercased()) {
      source = try PeekedByteSource(
        try TranscodingByteSource(source, encoding: encoding),
        peeking: 4096
      )
    }
    let head = source.peeked
    guard !head.isEmpty else { throw FileError.empty(path: path) }
    guard !head.contains(0) else { throw FileError.binary(path: path) }
    do {
      let isJSON = looksLikeJSON(head)
      let reader: any RowReader =
        isJSON ? JSONRowReader(source) : try CSVReader(source)
      return Opened(
        reader: reader,
        size: file.size,
        traits: isJSON ? .json : .csv
      )
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError.content(path: path, "\(error)")
    }
  }

  /// Separates the layer from the path; a file whose own name has a colon wins.
  private static func split(_ name: String) -> (path: String, layer: String?) {
    guard name != "-", access(name, F_OK) != 0, let colon = name.lastIndex(of: ":") else {
      return (name, nil)
    }
    let path = String(name[..<colon])
    guard access(path, F_OK) == 0 else { return (name, nil) }
    return (path, String(name[name.index(after: colon)...]))
  }

  /// Tells JSON by its first byte behind a byte-order mark, spaces and record separators.
  private static func looksLikeJSON(_ head: [UInt8]) -> Bool {
    var rest = head[...]
    if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
    let first = rest.first { ![0x20, 0x09, 0x0a, 0x0d, 0x1e].contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}

public import LeadlineDatabase
import LeadlineGeometry
public import LeadlineModel

/// Records out of one or more files, one at a time, in constant memory.
public final class RecordStream {
  /// What is read.
  public let schema: RecordSchema
  /// What the present file has columns for; an import leaves the rest of known records alone.
  public private(set) var presentColumns: PresentColumns
  /// Changes whenever ``presentColumns`` does.
  public private(set) var columnsVersion = 0
  /// Rows read so far, rejected ones included.
  public private(set) var rowsRead = 0
  /// The file that the present record comes from.
  public private(set) var file = ""

  private var waiting: [String]
  private let options: InputOptions
  private let onReject: (RejectedRow) throws -> Void
  private let onProgress: (Progress) -> Void
  /// The file being read.
  var current: Current?
  private var row = InputRow()
  private var record: Record

  /// How far reading has come.
  public struct Progress: Sendable {
    /// Rows read.
    public var rows: Int
    /// Bytes read of the present file.
    public var bytesRead: Int
    /// Bytes of the present file; nil for standard input.
    public var bytesInAll: Int?
  }

  /// A file that is open, and how it is decoded.
  struct Current {
    var opened: InputFile.Opened
    let decoding: DecodingOptions
    var decoder: RecordDecoder
    var columnCount: Int
    var hasPlace: Bool
  }

  /// Makes a stream over files.
  ///
  /// - Parameters:
  ///   - schema: What the rows are.
  ///   - files: Paths, `FILE:layer` or `-`.
  ///   - options: How they are to be read.
  ///   - onReject: Called for each row that is not taken over; what it throws ends the reading.
  ///   - onProgress: Called every few thousand rows.
  public init(
    _ schema: RecordSchema,
    files: [String],
    options: InputOptions,
    onReject: @escaping (RejectedRow) throws -> Void,
    onProgress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.schema = schema
    waiting = files.reversed()
    self.options = options
    self.onReject = onReject
    self.onProgress = onProgress
    record = Record(schema)
    presentColumns = PresentColumns(schema.kind, fields: [], hasPlace: false)
  }

  /// The next record; nil behind the last.
  ///
  /// - Throws: ``FileError`` when a file can't be read further; what `onReject` throws.
  public func next() throws -> Record? {
    while try openIfNeeded() {
      if let record = try nextInFile() { return record }
    }
    return nil
  }

  /// Makes sure that a file is open; false behind the last.
  func openIfNeeded() throws -> Bool { try current != nil || openNext() }

  /// The next record of the open file; nil behind its last, with no file open from then on.
  func nextInFile() throws -> Record? {
    while true {
      switch try step() {
      case .row: return record
      case .reject(let reject): try self.reject(reject)
      case .end:
        current = nil
        return nil
      }
    }
  }

  /// Rejects the record returned last, for a reason that only its user knows.
  ///
  /// - Throws: What `onReject` throws.
  public func reject(_ reject: Reject) throws {
    try onReject(RejectedRow(file: file, reject: reject))
  }

  /// Reads and decodes one row.
  private func step() throws -> ReadStep {
    guard var current else { return .end }
    self.current = nil  // so that the reader's buffers have one owner and are not copied
    defer { self.current = current }
    do {
      let step = try current.opened.reader.next(into: &row)
      guard step != .end else { return .end }
      rowsRead += 1
      if rowsRead.isMultiple(of: 4096) { report(current) }
      guard step == .row else { return step }
      let columns = current.opened.reader.columns
      if columns.count != current.columnCount {
        try current.decoder.bind(columns, current.opened.traits)
        current.columnCount = columns.count
        noteColumns(current, hasPlace: current.hasPlace)
      }
      if let reject = current.decoder.decode(row, into: &record) { return .reject(reject) }
      // Features have their place beside their columns, and some may have none.
      let hasPlace = current.decoder.hasPlaceColumns || record.hasPlace
      if hasPlace != current.hasPlace {
        current.hasPlace = hasPlace
        noteColumns(current, hasPlace: hasPlace)
      }
      return .row
    } catch {
      throw asFileError(error)
    }
  }

  /// An error of reading, with the file it is about.
  func asFileError(_ error: any Error) -> any Error {
    error is FileError ? error : FileError.content(path: file, "\(error)")
  }

  /// Counts rows that were read in a block, and tells of them.
  func countRows(_ rows: Int, bytesRead: Int, bytesInAll: Int?) {
    rowsRead += rows
    onProgress(Progress(rows: rowsRead, bytesRead: bytesRead, bytesInAll: bytesInAll))
  }

  /// Opens the next file; false when there is none.
  private func openNext() throws -> Bool {
    guard let name = waiting.popLast() else { return false }
    file = name
    do {
      current = try open(name)
    } catch let error as FileError {
      throw error
    } catch let error as StorageError {
      throw error
    } catch {
      throw FileError.content(path: name, "\(error)")
    }
    return true
  }

  private func open(_ name: String) throws -> Current {
    let opened = try InputFile.open(name, encoding: options.encoding, kind: schema.kind)
    let decoding = options.decoding(schema, declared: opened.reader.declaredDatum)
    var decoder = try RecordDecoder(schema: schema, options: decoding)
    let columns = opened.reader.columns
    try decoder.bind(columns, opened.traits)
    let hasPlace = decoder.hasPlaceColumns
    let current = Current(
      opened: opened,
      decoding: decoding,
      decoder: decoder,
      columnCount: columns.count,
      hasPlace: hasPlace
    )
    noteColumns(current, hasPlace: hasPlace)
    return current
  }

  private func noteColumns(_ current: Current, hasPlace: Bool) {
    columnsVersion += 1
    presentColumns = PresentColumns(
      schema.kind,
      fields: current.decoder.presentFields.map { schema.fields[$0].name },
      hasPlace: hasPlace,
      attributes: current.decoder.unknownColumns
    )
  }

  private func report(_ current: Current) {
    onProgress(
      Progress(
        rows: rowsRead,
        bytesRead: current.opened.reader.bytesRead,
        bytesInAll: current.opened.size
      )
    )
  }
}

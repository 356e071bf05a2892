import Foundation
import LeadlineGeometry
import LeadlineModel

/// Decodes the rows of CSV blocks into columns, on one thread.
///
/// Only what is the same for every row of sound files is done here: fields are found, numbers and
/// times read, places converted, all straight from the block's bytes. A row with anything else in
/// it, and every row that can't be taken over, goes to ``LeadlineModel/RecordDecoder``, so that what
/// becomes of it is decided in one place.
final class BlockDecoder {
  let columns: RowColumns
  /// The rows of the present block that can't be taken over, by their numbers in the block.
  private(set) var rejects: [Reject] = []
  /// The rows of the present block, those that can't be taken over among them.
  private(set) var rowsRead = 0

  private let format: RowFormat
  private let steps: UnsafeMutableBufferPointer<ColumnStep>
  private let choices: [[[UInt8]]]
  /// The words of the choices of each field as ``LeadlineGeometry/ByteWord/text(_:_:_:)`` has them, and 0
  /// in place of longer ones and of those that a field does not have.
  private let words: UnsafeMutableBufferPointer<UInt64>
  private let wordsPerField: Int
  private var decoder: RecordDecoder?
  private var record: Record
  private var row = InputRow()
  private let usual: DatumReading?
  /// The last datum that a row named itself, and the text it did so by.
  private var named: (text: [UInt8], reading: DatumReading)?
  private let photo: PhotoColumns?
  private let placeColumns: PlaceColumns
  private let fields: UnsafeMutableBufferPointer<CSVFieldScanner.Field>
  private var times = UsualTimes()

  private struct DatumReading {
    let converter: DatumConverter
    let isIdentity: Bool
    let isGeographic: Bool

    init?(_ datum: Datum) {
      guard let converter = try? DatumConverter(from: datum, to: .wgs84) else { return nil }
      self.converter = converter
      isIdentity = converter.isIdentity
      isGeographic = datum.isGeographic
    }
  }

  private struct PlaceColumns {
    /// -1 for none.
    let longitude: Int
    let latitude: Int
    let isRequired: Bool
    /// Whether no row names its own datum or has a further place.
    let isSimple: Bool
  }

  /// Where the place of a photo is.
  private struct PhotoColumns {
    let longitude: Int?
    let latitude: Int?
    /// Whether the job asks for it.
    let isWanted: Bool

    /// Nil if the file has neither column.
    init?(_ format: RowFormat) {
      guard let field = format.schema.furtherPlaces.first else { return nil }
      func column(_ field: Int) -> Int? { format.plan.fields.first { $0.field == field }?.column }
      longitude = column(field)
      latitude = column(field + 1)
      guard longitude != nil || latitude != nil else { return nil }
      let names = format.schema.fields[field...field + 1].map(\.name)
      isWanted = names.contains { format.wanted.values.contains($0) }
    }
  }

  init(_ format: RowFormat) {
    self.format = format
    let steps = ColumnStep.steps(format)
    self.steps = .allocate(capacity: steps.count)
    _ = self.steps.initialize(from: steps)
    choices = format.schema.fields.map { field in
      guard case .choice(let words) = field.kind else { return [] }
      return words.map { Array($0.utf8) }
    }
    let wordsPerField = choices.lazy.map(\.count).max() ?? 0
    self.wordsPerField = wordsPerField
    words = .allocate(capacity: choices.count * wordsPerField)
    words.initialize(repeating: 0)
    for (field, choices) in choices.enumerated() {
      for (position, word) in choices.enumerated() where word.count <= 8 {
        words[field * wordsPerField + position] = word.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
    }
    columns = RowColumns(
      texts: format.wanted.texts.count,
      values: format.wanted.values.count
    )
    record = Record(format.schema)
    usual = DatumReading(format.options.datum)
    fields = .allocate(capacity: format.shape.columns.count)
    let photo = PhotoColumns(format)
    self.photo = photo
    placeColumns = PlaceColumns(
      longitude: format.plan.longitude ?? -1,
      latitude: format.plan.latitude ?? -1,
      isRequired: format.schema.place == .requiredPoint,
      isSimple: format.plan.datum == nil && photo == nil
    )
  }

  deinit {
    fields.deallocate()
    steps.deallocate()
    words.deallocate()
  }

  /// Decodes a block.
  ///
  /// - Parameters:
  ///   - block: The block.
  ///   - body: Takes the columns; they are good within it only.
  /// - Returns: What the body returns; and ``LeadlineGeometry/CSVError``, with the number of the row
  ///   in the block, where the file can't be read further. Then the columns and the rejects are
  ///   those of the rows before it, which count as read.
  func decode<Answer>(
    _ block: CSVBlock,
    _ body: (RowColumns) -> Answer
  ) -> (answer: Answer, failure: (any Error)?) {
    rejects.removeAll(keepingCapacity: true)
    rowsRead = 0
    // The columns point into the block's bytes within this closure only.
    return block.bytes.withUnsafeBufferPointer { bytes in
      columns.begin(bytes)
      var failure: (any Error)?
      do {
        if block.isPlain, let usual {
          try decodePlain(bytes, usual)
        } else {
          try decodeOdd(block)
        }
      } catch {
        failure = error
      }
      return (body(columns), failure)
    }
  }

  private func decodePlain(_ bytes: UnsafeBufferPointer<UInt8>, _ usual: DatumReading) throws {
    // Rows end at ASCII bytes, so all of them are sound UTF-8 or the whole block is not. Most files have
    // none but ASCII.
    lazy var isUTF8 = UTF8Check.isValid(bytes)
    var scanner = CSVFieldScanner(bytes, delimiter: format.shape.delimiter)
    while let row = scanner.next(fields) {
      rowsRead += 1
      columns.beginRow()
      if row.isRegular && (scanner.isASCII || isUTF8) && take(bytes, usual) { continue }
      try takeByRecord(Array(bytes[row.start..<row.end]))
    }
  }

  private func decodeOdd(_ block: CSVBlock) throws {
    var rows = CSVBlockRows(block, format.shape)
    while try takeNext(of: &rows, number: rowsRead + 1) { rowsRead += 1 }
  }

  /// Takes one row's bytes by way of a record.
  private func takeByRecord(_ bytes: [UInt8]) throws {
    var rows = CSVBlockRows(row: bytes, format.shape)
    _ = try takeNext(of: &rows, number: rowsRead)
  }

  /// Takes the next row by way of a record; false if there is none.
  private func takeNext(of rows: inout CSVBlockRows, number: Int) throws -> Bool {
    switch try rows.next(into: &row) {
    case .end: return false
    case .reject(var reject):
      reject.row = number
      rejects.append(reject)
    case .row:
      row.number = number
      var decoder = try self.decoder ?? format.makeDecoder()
      self.decoder = nil  // so that its converters have one owner and are not copied
      let reject = decoder.decode(row, into: &record)
      self.decoder = decoder
      if let reject {
        rejects.append(reject)
      } else {
        takeRecord(number: number)
      }
    }
    return true
  }

  private func takeRecord(number: Int) {
    columns.beginRow()
    for (column, name) in format.wanted.texts.enumerated() {
      let field = format.schema.position(of: name)
      columns.setText(column, copying: field.flatMap { record.values[$0].text } ?? "")
    }
    for (column, name) in format.wanted.values.enumerated() {
      var value = Double.nan
      if let field = format.schema.position(of: name) {
        switch record.values[field] {
        case .null: break
        case .text(let word):
          value = choices[field].firstIndex { $0.elementsEqual(word.utf8) }.map(Double.init) ?? .nan
        case .number(let number): value = number
        case .integer(let integer): value = Double(integer)
        case .time(let time): value = time.timeIntervalSinceReferenceDate
        case .flag(let flag): value = flag ? 1 : 0
        }
      }
      columns.setValue(column, value)
    }
    columns.endRow(
      number: number,
      longitude: record.coordinate?.longitude ?? .nan,
      latitude: record.coordinate?.latitude ?? .nan
    )
  }

  /// Takes a row whose fields were found; false if there is anything about it that the decoder of
  /// records has to decide.
  @inline(__always)
  private func take(_ bytes: UnsafeBufferPointer<UInt8>, _ usual: DatumReading) -> Bool {
    for position in steps.indices {
      let step = steps[position]
      let (start, end) = trimmed(bytes, step.column)
      if start == end {
        guard !step.isRequired else { return false }
        if step.target >= 0 {
          if step.isText {
            columns.setText(step.target, start: start, end: start)
          } else {
            columns.setValue(step.target, .nan)
          }
        }
        continue
      }
      if step.check == .text {
        // A text may be required without being wanted.
        if step.target >= 0 { columns.setText(step.target, start: start, end: end) }
        continue
      }
      if step.check == .hexadecimal {
        guard isHexadecimal(UnsafeBufferPointer(rebasing: bytes[start..<end]), step) else {
          return false
        }
        if step.target >= 0 { columns.setText(step.target, start: start, end: end) }
        continue
      }
      guard let value = value(bytes, start, end, step) else { return false }
      if step.target >= 0 { columns.setValue(step.target, value) }
    }
    return takePlace(bytes, usual)
  }

  /// The value of a column that is no text; nil if it is wrong or written in an unusual way.
  @inline(__always)
  private func value(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int,
    _ end: Int,
    _ step: ColumnStep
  ) -> Double? {
    switch step.check {
    case .number:
      guard let number = number(bytes, start, end), number >= step.least, number <= step.most else {
        return nil
      }
      return number
    case .time:
      if let seconds = times.seconds(bytes, start, end) { return seconds }
    case .choice:
      if let text = ByteWord.text(bytes, start, end) {
        let first = step.field &* wordsPerField
        for position in 0..<wordsPerField where words[first &+ position] == text {
          return Double(position)
        }
      }
    default: break
    }
    return rareValue(UnsafeBufferPointer(rebasing: bytes[start..<end]), step)
  }

  /// A number; nil if it is none.
  @inline(__always)
  private func number(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Double? {
    if let number = PlainNumber.value(bytes, start, end) { return number }
    return DecimalParser.double(UnsafeBufferPointer(rebasing: bytes[start..<end]))
  }

  /// What ``value(_:_:_:_:)`` says of other texts than numbers, usual times and short choices.
  private func rareValue(_ text: UnsafeBufferPointer<UInt8>, _ step: ColumnStep) -> Double? {
    switch step.check {
    case .text, .hexadecimal, .number: return nil
    case .integer: return DecimalParser.integer(text).map { Double($0) }
    case .time:
      guard case .time(let time) = TimeParser.parse(text, timeZone: format.options.timeZone) else {
        return nil
      }
      return time.timeIntervalSinceReferenceDate
    case .flag:
      guard text.count == 1, text[0] == UInt8(ascii: "0") || text[0] == UInt8(ascii: "1") else {
        return nil
      }
      return Double(text[0] &- UInt8(ascii: "0"))
    case .choice:
      return choices[step.field].firstIndex { $0.elementsEqual(text) }.map { Double($0) }
    }
  }

  private func isHexadecimal(_ text: UnsafeBufferPointer<UInt8>, _ step: ColumnStep) -> Bool {
    text.count == Int(step.least) && Hexadecimal.areDigits(text)
  }

  /// Takes the place of the row, as ``LeadlineModel/RecordDecoder`` does, and ends the row; false
  /// where that has to decide.
  @inline(__always)
  private func takePlace(_ bytes: UnsafeBufferPointer<UInt8>, _ usual: DatumReading) -> Bool {
    if placeColumns.isSimple { return takePlace(bytes, in: usual) }
    var reading = usual
    if let column = format.plan.datum {
      let (start, end) = trimmed(bytes, column)
      if start < end {
        guard let own = self.reading(UnsafeBufferPointer(rebasing: bytes[start..<end])) else {
          return false
        }
        reading = own
      }
    }
    if let photo, !photoIsSound(photo, bytes, reading) { return false }
    return takePlace(bytes, in: reading)
  }

  @inline(__always)
  private func takePlace(
    _ bytes: UnsafeBufferPointer<UInt8>,
    in reading: DatumReading
  ) -> Bool {
    var place: (x: Double, y: Double)?
    if placeColumns.longitude >= 0 && placeColumns.latitude >= 0 {
      let (longitudeStart, longitudeEnd) = trimmed(bytes, placeColumns.longitude)
      let (latitudeStart, latitudeEnd) = trimmed(bytes, placeColumns.latitude)
      if longitudeStart < longitudeEnd && latitudeStart < latitudeEnd {
        guard let x = number(bytes, longitudeStart, longitudeEnd),
          let y = number(bytes, latitudeStart, latitudeEnd)
        else { return false }
        place = (x, y)
      } else if longitudeStart < longitudeEnd || latitudeStart < latitudeEnd {
        return false
      }
    } else if placeColumns.longitude >= 0 || placeColumns.latitude >= 0 {
      return false
    }
    guard let place else {
      guard !placeColumns.isRequired else { return false }
      columns.endRow(number: rowsRead, longitude: .nan, latitude: .nan)
      return true
    }
    var position = Position(x: place.x, y: place.y)
    if reading.isGeographic {
      guard position.x != 0 || position.y != 0, position.degreesFault == nil else { return false }
    }
    if !reading.isIdentity {
      guard let converted = try? reading.converter.convert(position) else { return false }
      position = converted
    }
    guard abs(position.x) <= 180 && abs(position.y) <= 90 else { return false }
    columns.endRow(number: rowsRead, longitude: position.x, latitude: position.y)
    return true
  }

  /// Whether a photo's place surely needs no rejection, and is what the row says: it is written whole
  /// or not at all, and, unless nobody wants it, in WGS 84.
  private func photoIsSound(
    _ photo: PhotoColumns,
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ reading: DatumReading
  ) -> Bool {
    let hasLongitude = isFilled(photo.longitude, bytes)
    guard hasLongitude == isFilled(photo.latitude, bytes) else { return false }
    return !hasLongitude || reading.isIdentity || reading.isGeographic && !photo.isWanted
  }

  private func isFilled(_ column: Int?, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let column else { return false }
    let (start, end) = trimmed(bytes, column)
    return start < end
  }

  /// How to read the datum that a row names itself; nil if nobody knows it.
  private func reading(_ text: UnsafeBufferPointer<UInt8>) -> DatumReading? {
    if let named, named.text.elementsEqual(text) { return named.reading }
    guard let datum = Datum(name: String(decoding: text, as: UTF8.self)),
      let reading = DatumReading(datum)
    else { return nil }
    named = (Array(text), reading)
    return reading
  }

  /// The field of a column without the spaces and tabs around it.
  @inline(__always)
  private func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ column: Int) -> (Int, Int) {
    var start = Int(fields[column].start)
    var end = Int(fields[column].end)
    // Nearly all end here; the others are maybe empty, or begin with a control character.
    if start < end && bytes[start] > 0x20 && bytes[end &- 1] > 0x20 { return (start, end) }
    while start < end && (bytes[start] == 0x20 || bytes[start] == 0x09) { start &+= 1 }
    while start < end && (bytes[end &- 1] == 0x20 || bytes[end &- 1] == 0x09) { end &-= 1 }
    return (start, end)
  }
}

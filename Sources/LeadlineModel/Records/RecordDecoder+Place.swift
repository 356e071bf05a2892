import LeadlineGeometry

extension RecordDecoder {
  mutating func decodePlace(
    _ row: InputRow,
    _ binding: ColumnBinding,
    into record: inout Record
  ) -> Reject? {
    guard schema.place != .none else { return nil }
    var datum = options.datum
    if let name = bytes(binding.datum, row).map({ String(decoding: $0, as: UTF8.self) }) {
      guard let named = Datum(name: name) else {
        return Reject(row: row.number, field: "datum", code: .unknownValue, value: name)
      }
      datum = named
    }
    let converter: DatumConverter
    do {
      converter = try self.converter(for: datum)
    } catch {
      return Reject(row: row.number, field: "datum", code: .unknownValue, value: "\(datum)")
    }
    if schema.place == .polygons { return decodeArea(row, binding, converter, into: &record) }
    do {
      record.coordinate = try coordinate(row, binding, datum, converter)
      try decodeFurtherPlaces(converter, into: &record)
      return nil
    } catch {
      return Reject(row: row.number, field: error.field, error)
    }
  }

  /// Brings the further places of a record, a photo's for one, to WGS 84 as the main one.
  private func decodeFurtherPlaces(
    _ converter: DatumConverter,
    into record: inout Record
  ) throws(Fault) {
    for longitude in schema.furtherPlaces {
      let names = (schema.fields[longitude].name, schema.fields[longitude + 1].name)
      guard let x = record.values[longitude].number, let y = record.values[longitude + 1].number
      else {
        guard record.values[longitude] == record.values[longitude + 1] else {
          let isLongitude = record.values[longitude] == .null
          throw Fault(.missing, "", field: isLongitude ? names.0 : names.1)
        }
        continue
      }
      guard let converted = try? converter.convert(Position(x: x, y: y)) else {
        throw Fault(.outOfRange, "\(x),\(y)", field: names.0)
      }
      record.values[longitude] = .number(converted.x)
      record.values[longitude + 1] = .number(converted.y)
    }
  }

  private func coordinate(
    _ row: InputRow,
    _ binding: ColumnBinding,
    _ datum: Datum,
    _ converter: DatumConverter
  ) throws(Fault) -> Coordinate? {
    guard let position = try position(row, binding) else {
      if schema.place == .requiredPoint { throw Fault(.missing, "", field: "lon") }
      return nil
    }
    if datum.isGeographic {
      if position.x == 0 && position.y == 0 {
        throw Fault(.zeroZero, written(row, binding), field: "lon")
      }
      switch position.degreesFault {
      case nil: break
      case .notFinite, .longitudeOutOfRange:
        throw Fault(.outOfRange, written(row, binding), field: "lon")
      case .latitudeOutOfRange:
        throw Fault(.outOfRange, written(row, binding), field: "lat")
      case .swappedAxes:
        throw Fault(.swappedAxes, written(row, binding), field: "lat")
      }
    }
    guard let converted = try? converter.convert(position),
      let coordinate = try? Coordinate(longitude: converted.x, latitude: converted.y)
    else { throw Fault(.outOfRange, written(row, binding), field: "lon") }
    return coordinate
  }

  /// The position as the row has it, for messages.
  private func written(_ row: InputRow, _ binding: ColumnBinding) -> String {
    if case .point(let position) = row.geometry { return "\(position.x),\(position.y)" }
    return [binding.longitude, binding.latitude].map { source in
      bytes(source, row).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }.joined(separator: ",")
  }

  private func position(
    _ row: InputRow,
    _ binding: ColumnBinding
  ) throws(Fault) -> Position? {
    if let geometry = row.geometry {
      guard case .point(let position) = geometry else {
        throw Fault(.wrongGeometry, geometry.typeName, field: "geometry")
      }
      return position
    }
    let longitude = bytes(binding.longitude, row)
    let latitude = bytes(binding.latitude, row)
    guard let longitude, let latitude else {
      if longitude != nil { throw Fault(.missing, "", field: "lat") }
      if latitude != nil { throw Fault(.missing, "", field: "lon") }
      return nil
    }
    return Position(
      x: try Self.number(longitude, field: "lon"),
      y: try Self.number(latitude, field: "lat")
    )
  }

  private static func number(_ bytes: ArraySlice<UInt8>, field: String) throws(Fault) -> Double {
    switch DecimalParser.parse(bytes) {
    case .number(let number): return number
    case .notFinite: throw Fault(.notFinite, String(decoding: bytes, as: UTF8.self), field: field)
    case .notANumber: throw Fault(.notANumber, String(decoding: bytes, as: UTF8.self), field: field)
    }
  }

  private mutating func decodeArea(
    _ row: InputRow,
    _ binding: ColumnBinding,
    _ converter: DatumConverter,
    into record: inout Record
  ) -> Reject? {
    var converter = converter
    func reject(_ code: Reject.Code, _ value: String) -> Reject {
      Reject(row: row.number, field: "geometry", code: code, value: value)
    }
    var geometry = row.geometry
    if geometry == nil, let text = bytes(binding.wellKnownText, row) {
      do {
        let parsed = try WKT.parse(text)
        geometry = parsed.geometry
        // A text that names its own reference system means it, whatever the file is said to be in.
        if let srid = parsed.srid {
          converter = try self.converter(for: srid == 4326 ? .wgs84 : .epsg(srid))
        }
      } catch {
        return reject(.badGeometry, "\(error)")
      }
    }
    guard let geometry else { return reject(.missing, "") }
    do {
      record.geometry = try geometry.mapPositions { position throws(DatumError) in
        try converter.convert(position)
      }
      return nil
    } catch {
      return reject(.outOfRange, "\(error)")
    }
  }

  mutating func converter(for datum: Datum) throws(DatumError) -> DatumConverter {
    if let known = converters[datum] { return try known.get() }
    let found: Result<DatumConverter, DatumError>
    do {
      found = .success(try DatumConverter(from: datum, to: .wgs84))
    } catch {
      // Kept too: PROJ takes milliseconds to find that it does not know a code.
      found = .failure(error)
    }
    converters[datum] = found
    return try found.get()
  }
}

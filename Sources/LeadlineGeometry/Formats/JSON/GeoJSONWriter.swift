/// Writes geometries as GeoJSON.
package enum GeoJSONWriter {
  /// Appends a geometry as a GeoJSON object, compact.
  ///
  /// Polygons follow the right-hand rule of RFC 7946: exteriors counter-clockwise, holes clockwise
  /// (planar, in the order of x and y); a ring that runs the other way is written reversed. JSON
  /// has no numbers that are not finite; such an ordinate is written as null, which readers refuse.
  ///
  /// - Parameters:
  ///   - geometry: Any geometry.
  ///   - decimals: Digits behind the point, 0…15, trailing zeros dropped; nil for the shortest
  ///     text that reads back as the same number.
  ///   - bytes: What the text is appended to.
  /// - Complexity: O(*n*) in the number of positions.
  package static func append(_ geometry: Geometry, decimals: Int?, to bytes: inout [UInt8]) {
    var text = Text(decimals: decimals, bytes: bytes)
    // The bytes must have one owner, or each write would copy them.
    bytes = []
    text.write(geometry)
    bytes = text.bytes
  }

  private struct Text {
    let decimals: Int?
    var bytes: [UInt8]

    mutating func write(_ geometry: Geometry) {
      bytes.append(contentsOf: "{\"type\":\"".utf8)
      bytes.append(contentsOf: geometry.typeName.utf8)
      if case .collection(let members) = geometry {
        bytes.append(contentsOf: "\",\"geometries\":".utf8)
        list(members) { $0.write($1) }
      } else {
        bytes.append(contentsOf: "\",\"coordinates\":".utf8)
        coordinates(geometry)
      }
      bytes.append(0x7d)
    }

    private mutating func coordinates(_ geometry: Geometry) {
      switch geometry {
      case .point(let position): self.position(position)
      case .multiPoint(let positions), .lineString(let positions): self.positions(positions)
      case .multiLineString(let lines): list(lines) { $0.positions($1) }
      case .polygon(let rings): self.rings(rings)
      case .multiPolygon(let polygons): list(polygons) { $0.rings($1) }
      case .collection: break
      }
    }

    private mutating func rings(_ rings: [[Position]]) {
      list(Array(rings.enumerated())) { text, ring in
        let area = GeoJSONWriter.doubledArea(ring.element)
        let turns = ring.offset == 0 ? area < 0 : area > 0
        text.positions(turns ? ring.element.reversed() : ring.element)
      }
    }

    private mutating func positions(_ positions: [Position]) {
      list(positions) { $0.position($1) }
    }

    private mutating func position(_ position: Position) {
      bytes.append(0x5b)
      number(position.x)
      bytes.append(0x2c)
      number(position.y)
      bytes.append(0x5d)
    }

    private mutating func number(_ value: Double) {
      if value.isFinite {
        DecimalWriter.append(value, trimmedTo: decimals, to: &bytes)
      } else {
        bytes.append(contentsOf: "null".utf8)
      }
    }

    private mutating func list<Element>(
      _ elements: [Element],
      _ write: (inout Text, Element) -> Void
    ) {
      bytes.append(0x5b)
      for index in elements.indices {
        if index > 0 { bytes.append(0x2c) }
        write(&self, elements[index])
      }
      bytes.append(0x5d)
    }
  }

  /// Twice the planar area of a ring, positive where it runs counter-clockwise.
  private static func doubledArea(_ ring: [Position]) -> Double {
    guard let origin = ring.first else { return 0 }
    var sum = 0.0
    for (start, end) in zip(ring, ring.dropFirst()) {
      // Differences to one corner lose no digits where rings are small and far from 0.
      sum += (start.x - origin.x) * (end.y - origin.y) - (end.x - origin.x) * (start.y - origin.y)
    }
    return sum
  }
}

extension DecimalWriter {
  /// Appends a finite number with at most `decimals` decimals, none of them a trailing zero; the
  /// shortest text that reads back as the same number for nil.
  static func append(_ value: Double, trimmedTo decimals: Int?, to bytes: inout [UInt8]) {
    guard let decimals else { return appendShortest(value, to: &bytes) }
    let start = bytes.count
    append(value, decimals: decimals, to: &bytes)
    if decimals > 0 {
      while bytes.last == 0x30 { bytes.removeLast() }
      if bytes.last == 0x2e { bytes.removeLast() }
    }
    if bytes[start...].elementsEqual([0x2d, 0x30]) { bytes.remove(at: start) }
  }
}

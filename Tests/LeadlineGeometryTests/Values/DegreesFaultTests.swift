import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct DegreesFaultTests {
  @Test(arguments: [
    (Position(x: 180, y: -90), nil), (Position(x: -180, y: 90), nil),
    (Position(x: 180.0.nextUp, y: 0), DegreesFault.longitudeOutOfRange),
    (Position(x: 91, y: 90.0.nextUp), .latitudeOutOfRange),
    (Position(x: 200, y: 91), .longitudeOutOfRange),
    (Position(x: 90, y: -180), .swappedAxes), (Position(x: 31.2, y: 121.5), .swappedAxes),
    (Position(x: 31.2, y: 181), .latitudeOutOfRange),
    (Position(x: .nan, y: 0), .notFinite), (Position(x: 0, y: -.infinity), .notFinite),
  ])
  func theFaultIsNamed(position: Position, fault: DegreesFault?) {
    #expect(position.degreesFault == fault)
  }

  @Test func coordinatesTakeJustThePositionsWithoutFault() {
    forEverySeed(0..<500) { seed, generator in
      let position = Position(
        x: generator.double(in: -200...200),
        y: generator.double(in: -200...200)
      )
      let coordinate = try? Coordinate(longitude: position.x, latitude: position.y)
      #expect((coordinate == nil) == (position.degreesFault != nil), "seed \(seed)")
    }
  }
}

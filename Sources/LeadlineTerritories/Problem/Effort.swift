/// The minutes a month that a customer costs a rep: visits, and a share of the way between them.
///
/// The way to a customer is estimated from how thinly customers lie around it. A shortest tour
/// through n random points of an area A is 0.7124 √(nA) long, so the way per customer is 0.7124 times
/// the root of the area per customer; roads are longer than straight lines.
///
/// Sources: the constant from D. L. Applegate et al., The Traveling Salesman Problem (2006); the law
/// from J. Beardwood, J. H. Halton, J. M. Hammersley, https://doi.org/10.1017/S0305004100034095.
public struct Effort: Hashable, Sendable {
  /// Minutes at the customer.
  public var visitMinutes: Double
  /// Visits a month of customers that say nothing about it.
  public var visitsPerMonth: Double
  /// How fast reps get along, km/h, stops and parking included.
  public var speedKilometresPerHour: Double
  /// How much longer ways are than straight lines.
  public var detour: Double

  /// The mean length of a month in the Gregorian calendar, days.
  public static let daysPerMonth = 365.2425 / 12
  /// How many customers around one tell how thinly they lie.
  public static let neighbours = 8

  /// Makes an estimate; by default 20 minutes a visit, 4 visits a month, 25 km/h, ways 1.3 times as
  /// long as straight lines: round figures of city sales, to be replaced by those of the team.
  public init(
    visitMinutes: Double = 20,
    visitsPerMonth: Double = 4,
    speedKilometresPerHour: Double = 25,
    detour: Double = 1.3
  ) {
    self.visitMinutes = visitMinutes
    self.visitsPerMonth = visitsPerMonth
    self.speedKilometresPerHour = speedKilometresPerHour
    self.detour = detour
  }

  /// The minutes a month of one customer.
  ///
  /// - Parameters:
  ///   - visitEveryDays: The days between two visits; NaN or 0 when nobody said so.
  ///   - neighbourDistanceMetres: How far the ``neighbours``th other customer is; where there are
  ///     fewer, the farthest.
  /// - Returns: Minutes.
  public func minutesPerMonth(visitEveryDays: Double, neighbourDistanceMetres: Double) -> Double {
    let visits = visitEveryDays > 0 ? Self.daysPerMonth / visitEveryDays : visitsPerMonth
    let areaPerCustomer =
      .pi * neighbourDistanceMetres * neighbourDistanceMetres / Double(Self.neighbours)
    let wayMetres = 0.7124 * areaPerCustomer.squareRoot() * detour
    let wayMinutes = wayMetres / 1000 / speedKilometresPerHour * 60
    return visits * (visitMinutes + wayMinutes)
  }
}

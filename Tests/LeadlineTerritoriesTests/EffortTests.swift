import LeadlineTerritories
import Testing

struct EffortTests {
  @Test func visitsAndWaysAddUp() {
    let effort = Effort(visitMinutes: 30, visitsPerMonth: 4, speedKilometresPerHour: 30, detour: 1)
    // Nobody around: only the visits count.
    #expect(effort.minutesPerMonth(visitEveryDays: .nan, neighbourDistanceMetres: 0) == 120)
    let weekly = effort.minutesPerMonth(visitEveryDays: 7, neighbourDistanceMetres: 0)
    #expect(abs(weekly - 365.2425 / 12 / 7 * 30) < 1e-9)
    // Eight neighbours within 1 km: an area of π/8 km² each, ways of 0.7124 √(π/8) km at 2 minutes.
    let thin = effort.minutesPerMonth(visitEveryDays: 0, neighbourDistanceMetres: 1000)
    #expect(abs(thin - 4 * (30 + 2 * 0.7124 * (Double.pi / 8).squareRoot())) < 1e-9)
  }

  @Test func thinlySpreadCustomersCostMore() {
    let effort = Effort()
    let near = effort.minutesPerMonth(visitEveryDays: 14, neighbourDistanceMetres: 300)
    let far = effort.minutesPerMonth(visitEveryDays: 14, neighbourDistanceMetres: 30_000)
    #expect(far > near)
  }
}

import Foundation
import LeadlineGeometry
import Testing

@testable import LeadlineSimulation

/// Receivers err as their accuracy says.
struct PhoneDayTests {
  private static let world: World = {
    var scenario = Scenario(seed: 21)
    scenario.reps = 1
    return World(scenario)
  }()

  private static func moment(_ setting: Setting) -> RepDay.Moment {
    RepDay.Moment(place: PlanePoint(x: 0, y: 0), setting: setting, speed: 0, store: nil)
  }

  /// The share of readings within their stated accuracy.
  private static func coverage(_ setting: Setting, isBad: Bool = false, inShops: Bool) -> Double {
    var inside = 0
    var count = 0
    for device in 0..<60 {
      let phone = PhoneDay(world, device: device, day: device % 7, isBad: isBad)
      for step in 0..<100 {
        // 290 s apart, off the nodes of the process.
        let time = world.midnight(device % 7) + 8 * 3_600 + Double(step) * 287
        let reading = phone.reading(at: time, of: moment(setting), shop: inShops ? step : nil)
        let metres = reading.place.distance(to: PlanePoint(x: 0, y: 0))
        if metres <= reading.accuracy ?? 0 { inside += 1 }
        count += 1
      }
    }
    return Double(inside) / Double(count)
  }

  @Test func twoThirdsOfReadingsAreWithinTheirAccuracy() {
    // 6,000 readings, neighbours independent: a standard error of 0.006.
    #expect(abs(Self.coverage(.road, inShops: false) - 0.68) < 0.02)
    #expect(abs(Self.coverage(.street, inShops: true) - 0.67) < 0.025)
  }

  @Test func badPhonesClaimTooMuch() {
    #expect(Self.coverage(.street, isBad: true, inShops: true) < 0.25)
  }

  @Test func errorsHaveAMemoryOfAMinuteAndAHalf() {
    var products = [0.0, 0.0]
    var squares = 0.0
    var count = 0.0
    for device in 0..<80 {
      let phone = PhoneDay(Self.world, device: device, day: 1, isBad: false)
      for step in 0..<60 {
        // Between the nodes too the variance is one.
        let time = Self.world.midnight(1) + 9 * 3_600 + Double(step) * 403
        let first = phone.error(at: time, shop: nil)
        squares += first.x * first.x + first.y * first.y
        count += 2
        for (position, lag) in [30.0, 300.0].enumerated() {
          let second = phone.error(at: time + lag, shop: nil)
          products[position] += first.x * second.x + first.y * second.y
        }
      }
    }
    #expect(abs(squares / count - 1) < 0.05)
    // 0.9 · exp(−30 / 90), a little more between the nodes, and hardly anything after five minutes.
    #expect(abs(products[0] / count - 0.66) < 0.05)
    #expect(abs(products[1] / count - 0.9 * exp(-300.0 / 90)) < 0.05)
  }

  @Test func aMomentHasOneReadingHoweverOftenItIsAskedFor() {
    let phone = PhoneDay(Self.world, device: 4, day: 2, isBad: false)
    let again = PhoneDay(Self.world, device: 4, day: 2, isBad: false)
    let time = Self.world.midnight(2) + 40_000.25
    _ = again.reading(at: time + 100, of: Self.moment(.mall), shop: 3)
    #expect(
      phone.reading(at: time, of: Self.moment(.mall), shop: 3).place
        == again.reading(at: time, of: Self.moment(.mall), shop: 3).place
    )
  }
}

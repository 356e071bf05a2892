/// A check-in as the app sends it, with what really happened.
struct Claim: Sendable {
  /// The position among the world's people.
  var person: Int
  /// The position among the world's stores.
  var store: Int
  /// By the phone's clock, seconds since 1970.
  var time: Double
  /// Nil where the phone gave none.
  var reading: Reading?
  var mock = false
  var device: Device
  /// The position in the list of app versions.
  var app: Int
  /// By the server's clock.
  var submitted: Double
  var left: Double?
  var accompaniedBy: Int?
  var photo: Photo?
  var truth = Truth()
}

/// A phone or tablet.
struct Device: Hashable, Sendable {
  /// Where its random numbers and its id come from.
  var code: Int

  /// A person's own phone on a day.
  static func own(_ person: Person, on day: Int) -> Device {
    Device(code: person.index * 3 + (day >= person.newPhoneFrom ? 1 : 0))
  }

  /// A second phone of a person, for someone else's account.
  static func second(_ person: Int) -> Device { Device(code: person * 3 + 2) }

  /// A depot's tablet.
  static func tablet(_ team: Int) -> Device { Device(code: -1 - team) }

  /// 16 hexadecimal digits that say nothing about whose it is.
  func name(seed: UInt64) -> String {
    var draws = Draws(seed, .device, code)
    let digits = String(draws.bits(), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

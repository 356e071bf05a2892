import Foundation
import LeadlineModel

/// A phone's receiver over a day; any moment can be asked for, in any order, and check-ins and tracks
/// read the same errors.
///
/// The error per axis is normal with sigma = accuracy / 1.51, so that the stated accuracy is a 68 %
/// radius. A tenth of its variance is white; the rest is an AR(1) process in time, of which inside a
/// shop a fifth is the same at every visit, as the walls around are. On top, some minutes near buildings
/// have a detour of the signal, which the stated accuracy does not know.
struct PhoneDay: Sendable {
  private let seed: UInt64
  private let device: Int
  private let midnight: Double
  private let noise: Double
  /// How much larger the errors are than stated.
  private let understatement: Double
  /// Factor on all accuracies of this make.
  private let make: Double
  /// Whether it states accuracies in full metres.
  private let isWhole: Bool
  private let nodes: [PlanePoint]
  /// The correlation of neighbouring nodes.
  private let correlation: Double

  /// Seconds between the nodes of the process, between which it is interpolated.
  private static let step = 15.0
  private static let correlationSeconds = 90.0
  /// The app is off at night; times outside take the first or last node.
  private static let hours = 6.0..<23.0

  init(_ world: World, device: Int, day: Int, isBad: Bool) {
    seed = world.scenario.seed
    noise = world.scenario.noise
    self.device = device
    midnight = world.midnight(day)
    var maker = Draws(seed, .phone, device)
    make = maker.between(0.75, 1.35)
    isWhole = maker.chance(0.3)
    understatement = isBad ? maker.between(2.5, 4) : 1
    let correlation = exp(-Self.step / Self.correlationSeconds)
    let innovation = (1 - correlation * correlation).squareRoot()
    var draws = Draws(seed, .receiver, device, day)
    var value = draws.normals()
    var nodes: [PlanePoint] = []
    let count = Int((Self.hours.upperBound - Self.hours.lowerBound) * 3_600 / Self.step) + 2
    nodes.reserveCapacity(count)
    for _ in 0..<count {
      nodes.append(value)
      value = value * correlation + draws.normals() * innovation
    }
    self.nodes = nodes
    self.correlation = correlation
  }

  /// What the phone gives at a time.
  func reading(at time: Double, of moment: RepDay.Moment, shop: Int?) -> Reading {
    let accuracy = accuracy(at: time, in: moment.setting, shop: shop)
    let sigma = accuracy / 1.51 * understatement
    var place = moment.place + error(at: time, shop: shop) * sigma
    if let detour = detour(at: time, in: moment.setting) { place = place + detour }
    var details = Draws(seed, .jitter, device, Self.milliseconds(time), 1)
    let isFused = moment.setting != .road || details.chance(0.3)
    return Reading(
      place: place,
      accuracy: (accuracy * 1_000).rounded() / 1_000,
      provider: isFused && details.chance(0.7) ? .fused : .gps,
      time: time,
      altitude: 4 + 9 * sin(moment.place.x / 7_000) + details.normal() * max(2, accuracy * 0.4),
      speed: max(0, moment.speed + (moment.speed > 0 ? 0.4 : 0.15) * details.normal())
    )
  }

  /// A fix by the telephone network: the same numbers wherever one is in the cell.
  func cellReading(at time: Double, of place: PlanePoint) -> Reading {
    let size = 150.0
    let column = (place.x / size).rounded(.down)
    let row = (place.y / size).rounded(.down)
    var draws = Draws(seed, .cell, Int(column), Int(row))
    let accuracy = 100 * pow(10, draws.unit()) * noise
    let middle = PlanePoint(x: (column + 0.5) * size, y: (row + 0.5) * size)
    return Reading(
      place: middle + draws.normals() * (accuracy / 1.51),
      accuracy: accuracy.rounded(),
      provider: .network,
      time: time,
      speed: nil
    )
  }

  /// The error in units of sigma, of unit variance per axis over times and shops.
  func error(at time: Double, shop: Int?) -> PlanePoint {
    var error = process(at: time)
    if let shop {
      var draws = Draws(seed, .bias, shop)
      error = error * 0.8.squareRoot() + draws.normals() * 0.2.squareRoot()
    }
    var jitter = Draws(seed, .jitter, device, Self.milliseconds(time))
    return error * 0.9.squareRoot() + jitter.normals() * 0.1.squareRoot()
  }

  private static func milliseconds(_ time: Double) -> Int { Int((time * 1_000).rounded()) }

  /// The AR(1) process, of unit variance at every time.
  private func process(at time: Double) -> PlanePoint {
    let steps = (time - midnight - Self.hours.lowerBound * 3_600) / Self.step
    let bounded = min(max(0, steps), Double(nodes.count - 1) - 1e-6)
    let position = Int(bounded)
    let weight = bounded - Double(position)
    let rest = 1 - weight
    // Interpolation makes the middle calmer than the nodes; the root restores the variance.
    let variance = rest * rest + weight * weight + 2 * rest * weight * correlation
    return (nodes[position] * rest + nodes[position + 1] * weight) * (1 / variance.squareRoot())
  }

  /// The accuracy stated, metres: a level of the surroundings, swinging from minute to minute.
  private func accuracy(at time: Double, in setting: Setting, shop: Int?) -> Double {
    let range: ClosedRange<Double> =
      switch setting {
      case .road: 3.5...11
      case .street, .village: 6...22
      case .home: 8...26
      case .market, .mall: 14...38
      case .tower: 14...45
      }
    var place = Draws(seed, .accuracy, device, shop ?? Int(time / 1_800))
    let level = range.lowerBound * pow(range.upperBound / range.lowerBound, place.unit())
    var minute = Draws(seed, .accuracy, device, Int(time / 60), 1)
    let metres = max(2.5, level * make * exp(0.18 * minute.normal())) * noise
    return isWhole ? max(1, metres.rounded()) : metres
  }

  /// The detour of a signal, constant for two minutes; metres.
  private func detour(at time: Double, in setting: Setting) -> PlanePoint? {
    let chance: Double =
      switch setting {
      case .road, .village: 0.006
      case .home: 0.015
      case .street, .market: 0.03
      case .mall, .tower: 0.045
      }
    var draws = Draws(seed, .multipath, device, Int(time / 120))
    guard draws.chance(chance * understatement) else { return nil }
    let metres = -log(1 - draws.unit()) * 45 * noise
    return PlanePoint(x: 0, y: 0).moved(by: metres, towards: draws.angle())
  }
}

/// The times of a day without a fix: the battery saver stops the app, or a tunnel the satellites.
struct TrackGaps {
  private var gaps: [ClosedRange<Double>] = []

  init(_ scene: Scene) {
    guard scene.person.isTracked else { return }
    let window = scene.day.window
    var draws = Draws(scene.world.scenario.seed, .track, scene.person.index, scene.day.day, 1)
    if draws.chance(0.14 * scene.world.scenario.traps) {
      let start = draws.between(window.lowerBound, window.upperBound)
      gaps.append(start...start + draws.between(1_500, 7_200))
    }
    if draws.chance(0.2) {
      let start = draws.between(window.lowerBound, window.upperBound)
      gaps.append(start...start + draws.between(90, 420))
    }
  }

  func covers(_ time: Double) -> Bool { gaps.contains { $0.contains(time) } }
}

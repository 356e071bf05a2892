import LeadlineModel

/// Where the attacks come together; each has a file of its own, which says what a rep of every
/// strength does.
extension Attack {
  /// Where the rep spends the time of the visits skipped.
  func hideout(of person: Person, _ strength: Strength) -> PlanePoint {
    switch (self, strength) {
    // A photo as proof, or a wide fix, is believed near by only.
    case (.photoReuse, _), (.photoElsewhere, _), (.absent, .noisy), (.absent, .adaptive),
      (.batchEntry, .adaptive), (.typedCoordinates, .adaptive), (.pinCopied, .noisy):
      person.hideout
    default: person.home
    }
  }

  /// The check-in that the rep sends for a visit that was not; nil where it would be a true one.
  func forge(_ fake: FakeVisit, rank: Int, _ scene: Scene) -> Claim? {
    var draws = Draws(
      scene.world.scenario.seed,
      .forge,
      scene.person.index,
      scene.day.day,
      rank + 1
    )
    var claim: Claim? =
      switch self {
      case .mockStatic: MockStaticAttack.forge(fake, scene, &draws)
      case .mockNoise: MockNoiseAttack.forge(fake, scene, &draws)
      case .replayedTrack: ReplayedTrackAttack.forge(fake, scene, &draws)
      case .onePlace: OnePlaceAttack.forge(fake, scene, &draws)
      case .teleport: TeleportAttack.forge(fake, rank: rank, scene, &draws)
      case .proxy: ProxyAttack.forge(fake, scene, &draws)
      case .batchEntry: BatchEntryAttack.forge(fake, rank: rank, scene, &draws)
      case .driveBy: DriveByAttack.forge(fake, scene, &draws)
      case .photoReuse: PhotoReuseAttack.forge(fake, scene, &draws)
      case .photoElsewhere: PhotoElsewhereAttack.forge(fake, scene, &draws)
      case .pinMoved: PinMovedAttack.forge(fake, scene, &draws)
      case .typedCoordinates: TypedCoordinatesAttack.forge(fake, scene, &draws)
      case .pinCopied: PinCopiedAttack.forge(fake, scene, &draws)
      case .phantomDuplicate: PhantomDuplicateAttack.forge(fake, scene, &draws)
      case .keepAlive: KeepAliveAttack.forge(fake, scene, &draws)
      case .absent: AbsentAttack.forge(fake, scene, &draws)
      }
    guard let made = claim else { return nil }
    let isPresent = scene.isPresent(fake.store, at: made.time)
    // Whoever happens to be there has nothing to fake, but for a shop that does not exist.
    guard !isPresent || self == .phantomDuplicate else { return nil }
    claim?.truth = Truth(
      isHonest: false,
      isPresent: isPresent,
      attack: self,
      strength: scene.strength
    )
    return claim
  }

  /// What the track of the day shows in place of where the phone is.
  func trackOverrides(_ scene: Scene, _ claims: [Claim]) -> [TrackOverride] {
    guard let first = claims.first?.time, let last = claims.last?.time else { return [] }
    let span = first - 900...last + 1_800
    switch self {
    case .mockStatic: return MockStaticAttack.track(scene, claims, span)
    case .mockNoise: return MockNoiseAttack.track(scene, claims, span)
    case .teleport: return TeleportAttack.track(scene, claims, span)
    case .replayedTrack: return ReplayedTrackAttack.track(scene, span)
    case .proxy: return ProxyAttack.track(scene, span)
    // Nobody who knows of the track leaves it on while he is somewhere else.
    case .batchEntry, .typedCoordinates, .pinCopied, .absent, .photoReuse, .photoElsewhere:
      return scene.strength == .adaptive ? [TrackOverride(span: span, kind: .off)] : []
    case .onePlace, .driveBy, .pinMoved, .phantomDuplicate, .keepAlive: return []
    }
  }
}

extension Scene {
  /// The check-in that a phone held somewhere by a mock app would send.
  func mocked(
    _ fake: FakeVisit,
    at place: PlanePoint,
    accuracy: Double,
    _ draws: inout Draws
  ) -> Claim {
    var claim = plain(fake.store, at: fake.time, leave: fake.leave, &draws)
    claim.reading = Reading(
      place: place,
      accuracy: accuracy,
      provider: .gps,
      time: fake.time - draws.between(0.2, 6),
      altitude: 0,
      speed: 0
    )
    return claim
  }

  /// A photo that the rep took in reserve at an earlier visit, its time rewritten; what only those
  /// do who think ahead.
  func sparePhoto(_ store: Int, at time: Double, _ draws: inout Draws) -> Photo? {
    guard strength == .adaptive, person.hasCamera, draws.chance(0.6) else { return nil }
    var photo = photos.photo(person, store: store, on: day.day)
    photo.time = (time + draws.between(-20, 110)).rounded()
    return photo
  }
}

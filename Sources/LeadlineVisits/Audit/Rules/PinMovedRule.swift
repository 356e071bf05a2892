import LeadlineGeometry
import LeadlineModel

/// The rep moved the store's position, and later check-ins pass only because of it.
///
/// Compared are the place before the rep's first move and the one after the last, so that small steps
/// add up; what is nearer than `pinMoveMetres` (150 m) is a correction. Marked are the rep's check-ins
/// after the first move whose fix is nearer to the new place and farther from the old one than
/// errors explain; it need only be so near as an app lets pass (`samePlaceMetres`).
///
/// Honest: a wrong geocode is put right, or the shop moved; so a move alone weighs 0.5. Others tell:
/// a colleague's fix at the new place clears the rep. What speaks against the move, each with how
/// much likelier it is when the pin was moved for a gain:
/// - a colleague's fix at the old place after the move: 3.5 (33 times; a shop is at one place),
/// - colleagues' fixes at the old place before the move: 0.7; own ones, at least two: 1.0 (2.7 times; a
///   shop may move, a geocode put right never had fixes at its old place), a single one 0.7,
/// - the rep's home at the new place: 2.2 (one customer in ten lives with that, by chance or not),
/// - pins of other stores that the rep moved within `gatheredMetres`: 2.5 (a market hall does it too);
///   half of it for a single one, as a patch is small and some stores of it move every month, unless the
///   check-ins at both are from one spot,
/// - more than one step: 0.5 each, at most twice.
///
/// What speaks for the rep: the pin was moved during a check-in at the new place, as corrections are (1.0
/// less); and, for one check-in, that the track shows a visit (0.7 less), or an order, see ``AuditContext/orderRelief(_:)``.
///
/// The first check-in at a store, from which its position was taken, has no place before it and is
/// never marked. The rule is of the family geometry: a fix that is far from the place before the move
/// is one fact, whether as a distance or as a move.
struct PinMovedRule: AuditRule {
  static let facts = RuleFacts(
    .pinMoved,
    .geometry,
    version: 3,
    evidence: [
      ("moved_m", "m"), ("colleagues_at_old_place", ""), ("pins_at_new_place", ""),
      ("new_place_to_home_m", "m"),
    ],
    excuse: "the shop really moved or was geocoded wrongly; a colleague's visit shows it"
  )

  private let context: AuditContext
  private let moves: PinMoves

  init(_ context: AuditContext) {
    self.context = context
    moves = PinMoves(context)
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let own = moves.moves(of: dossier.rep)
    guard !own.isEmpty else { return }
    let policy = context.policy.links
    let rep = context.data.reps[dossier.rep]
    let rows = context.data.checkIns
    for move in own {
      let fixes = witness(move)
      if fixes.colleaguesAtNew > 0 { continue }
      let gathered = own.count { other in
        other.store != move.store
          && FlatDistance.metres(
            other.new.longitude,
            other.new.latitude,
            move.new.longitude,
            move.new.latitude
          ) <= policy.gatheredMetres
          // Stores that stood together before may move together.
          && FlatDistance.metres(
            other.old.longitude,
            other.old.latitude,
            move.old.longitude,
            move.old.latitude
          ) > 2 * policy.samePlaceMetres
      }
      let home = FlatDistance.metres(
        rep.longitude,
        rep.latitude,
        move.new.longitude,
        move.new.latitude
      )
      var ratio = policy.pinMovedRatio
      if fixes.colleaguesAtOldAfter > 0 { ratio += policy.pinDeniedRatio }
      if fixes.colleaguesAtOldBefore > 0 { ratio += policy.pinFormerColleaguesRatio }
      if fixes.ownAtOldBefore >= 2 {
        ratio += policy.pinFormerFixesRatio
      } else if fixes.ownAtOldBefore == 1 {
        ratio += policy.pinFormerFixRatio
      }
      if fixes.ownAtEdit > 0 { ratio -= policy.pinCorrectedRatio }
      if home <= policy.samePlaceMetres { ratio += policy.pinHomeRatio }
      let isOneSpot = gathered == 1 && self.isOneSpot(move, own)
      ratio += policy.pinGatheredRatio * (isOneSpot ? 1 : min(1, Double(gathered) / 2))
      ratio += policy.pinStepRatio * Double(min(2, move.steps - 1))
      marks.beginFinding()
      for checkIn in dossier.checkIns {
        let row = rows[checkIn]
        guard row.store == move.store, row.time >= move.leftAt, passes(checkIn, move) else {
          continue
        }
        let remaining = ratio - relief(checkIn, dossier)
        guard remaining > 0 else { continue }
        marks.mark(
          checkIn,
          ratio: remaining,
          (
            move.metres, Double(fixes.colleaguesAtOldAfter + fixes.colleaguesAtOldBefore),
            Double(gathered), home
          )
        )
      }
    }
  }

  /// What a visit by the track takes off: eight in ten true visits show one, and four in ten check-ins at a
  /// pin that was moved to where the rep comes and goes anyway, as for lunch.
  private static let visitRatio = 0.7

  /// What speaks for a visit to where the check-in was made.
  private func relief(_ checkIn: Int, _ dossier: RepDossier) -> Double {
    let ordered = context.orderRelief(checkIn)
    guard let track = context.tracks[dossier.rep], track.count > 0 else { return ordered }
    let row = context.data.checkIns[checkIn]
    let fix = Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude)
    return ordered + (context.showsVisit(checkIn, to: fix, track) ? Self.visitRatio : 0)
  }

  /// How many fixes tell of the old place and of the new one.
  private struct Witness {
    var colleaguesAtNew = 0
    var colleaguesAtOldBefore = 0
    var colleaguesAtOldAfter = 0
    var ownAtOldBefore = 0
    /// When the pin was moved.
    var ownAtEdit = 0
  }

  /// A correction is made within this time of a check-in, seconds: often before, as the app asks to.
  private static let correctionSeconds = 1_200.0
  /// Fixes nearer than this are of one spot, metres.
  private static let oneSpotMetres = 60.0

  /// Whether a rep checked in from one spot at a store after its move and at another one after its.
  private func isOneSpot(_ move: PinMove, _ own: [PinMove]) -> Bool {
    let rows = context.data.checkIns
    func fixes(_ move: PinMove) -> [CheckInRow] {
      moves.visits(at: move.store).filter {
        rows[$0].rep == move.rep && rows[$0].time >= move.leftAt && passes($0, move)
      }.map { rows[$0] }
    }
    let mine = fixes(move)
    return own.contains { other in
      other.store != move.store
        && FlatDistance.metres(
          other.old.longitude,
          other.old.latitude,
          move.old.longitude,
          move.old.latitude
        ) > 2 * context.policy.links.samePlaceMetres
        && fixes(other).contains { there in
          mine.contains { here in
            FlatDistance.metres(there.longitude, there.latitude, here.longitude, here.latitude)
              <= Self.oneSpotMetres
          }
        }
    }
  }

  private func witness(_ move: PinMove) -> Witness {
    let rows = context.data.checkIns
    var witness = Witness()
    for checkIn in moves.visits(at: move.store) {
      let row = rows[checkIn]
      if row.rep == move.rep {
        if row.time < move.leftAt && isAtOld(checkIn, move) { witness.ownAtOldBefore += 1 }
        if abs(row.time - move.arrivedAt) <= Self.correctionSeconds && isAtNew(checkIn, move) {
          witness.ownAtEdit += 1
        }
      } else if isAtNew(checkIn, move) {
        witness.colleaguesAtNew += 1
      } else if isAtOld(checkIn, move) {
        if row.time > move.arrivedAt {
          witness.colleaguesAtOldAfter += 1
        } else {
          witness.colleaguesAtOldBefore += 1
        }
      }
    }
    return witness
  }

  /// Whether a fix is near the new place, and not at the old one by its error: whoever moves a pin for
  /// a gain stays so far off it as the app lets pass.
  private func passes(_ checkIn: Int, _ move: PinMove) -> Bool {
    let (toOld, toNew, reach) = distances(checkIn, move)
    return toNew < toOld && toOld > reach
      && toNew <= max(reach, context.policy.links.samePlaceMetres)
  }

  /// Whether a fix is at the new place, and not at the old one by its error.
  private func isAtNew(_ checkIn: Int, _ move: PinMove) -> Bool {
    let (toOld, toNew, reach) = distances(checkIn, move)
    return toNew < toOld && toOld > reach && toNew <= reach
  }

  /// Whether a fix is at the old place, and not at the new one by its error.
  private func isAtOld(_ checkIn: Int, _ move: PinMove) -> Bool {
    let (toOld, toNew, reach) = distances(checkIn, move)
    return toOld < toNew && toNew > reach && toOld <= reach
  }

  /// How far a fix, read in the datum of its app, is from both places, and how far it may be off.
  private func distances(_ checkIn: Int, _ move: PinMove)
    -> (toOld: Double, toNew: Double, reach: Double)
  {
    let row = context.data.checkIns[checkIn]
    let place =
      context.positions[checkIn]?.coordinate
      ?? Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude)
    let stated = Double(row.accuracyMetres)
    let verification = context.policy.verification
    let accuracy = stated.isNaN ? verification.unknownAccuracyMetres : stated
    return (
      FlatDistance.metres(place.longitude, place.latitude, move.old.longitude, move.old.latitude),
      FlatDistance.metres(place.longitude, place.latitude, move.new.longitude, move.new.latitude),
      verification.premisesRadiusMetres + 2 * max(accuracy, verification.leastFixAccuracyMetres)
    )
  }
}

import Foundation
import LeadlineGeometry
import LeadlineModel

@testable import LeadlineVisits

/// The records of an audit, as tests make them up.
struct AuditWorld {
  var stores: [(id: String, store: AuditStore, owner: String)] = []
  var checkIns: [CheckIn] = []
  var fixes: [String: [PositionFix]] = [:]

  /// Adds a store some metres east and north of `World.origin`.
  mutating func addStore(
    _ id: String,
    east: Double = 0,
    north: Double = 0,
    accuracyMetres: Double? = nil,
    owner: String = ""
  ) {
    let place = World.place(east: east, north: north)
    var store = AuditStore(longitude: place.longitude, latitude: place.latitude)
    store.accuracyMetres = accuracyMetres.map { Float($0) } ?? .nan
    stores.append((id, store, owner))
  }

  /// Adds a check-in some minutes after `World.noon`, its fix in metres from `World.origin`.
  mutating func addCheckIn(
    _ id: String,
    rep: String = "r",
    store: String = "s",
    minutes: Double = 0,
    east: Double? = 0,
    north: Double = 0,
    accuracyMetres: Double? = 10,
    _ change: (inout CheckIn) -> Void = { _ in }
  ) {
    var checkIn = CheckIn(
      id: ID(id),
      rep: ID(rep),
      store: ID(store),
      time: World.noon.addingTimeInterval(60 * minutes),
      coordinate: east.map { World.place(east: $0, north: north) },
      accuracyMetres: accuracyMetres
    )
    change(&checkIn)
    checkIns.append(checkIn)
  }

  /// Audits, and gives the answer for each check-in by its id.
  func audit(
    policy: AuditPolicy = AuditPolicy(),
    threads: Int? = nil
  ) throws -> [String: Answer] {
    var builder = AuditData.Builder()
    for (id, store, owner) in stores { _ = builder.addStore(id, store, owner: owner) }
    var block = CheckInBlock()
    for (number, checkIn) in checkIns.enumerated() { block.append(checkIn, number: number + 1) }
    builder.add(block) { _ in }
    let data = builder.finish()
    let tracks = (0..<data.reps.count).map { fixes[data.repIDs.text($0)].map { Track($0) } }
    let audit = try Auditor(policy: policy).audit(data, tracks: tracks, threads: threads)
    var answers: [String: Answer] = [:]
    for (position, judgement) in audit.judgements.enumerated() {
      answers[data.checkInID(position)] = Answer(verdict: judgement.verdict, score: judgement.score)
    }
    for mark in audit.marks {
      let reason = AuditRules.all[Int(mark.rule)].facts.reason
      answers[data.checkInID(Int(mark.checkIn))]?.ratios[reason] = Double(mark.logLikelihoodRatio)
    }
    return answers
  }

  /// What an audit said of a check-in.
  struct Answer: Equatable {
    var verdict: Verdict
    var score: Double
    /// By reason.
    var ratios: [Reason: Double] = [:]
  }
}

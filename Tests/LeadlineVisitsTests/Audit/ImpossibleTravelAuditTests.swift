import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct ImpossibleTravelAuditTests {
  /// Check-ins at stores some kilometres east, at some minutes.
  private func world(_ visits: [(kilometres: Double, minutes: Double)]) -> AuditWorld {
    var world = AuditWorld()
    for (number, visit) in visits.enumerated() {
      world.addStore("s\(number)", east: visit.kilometres * 1000)
      world.addCheckIn(
        "c\(number)",
        store: "s\(number)",
        minutes: visit.minutes,
        east: visit.kilometres * 1000 + 5
      )
    }
    return world
  }

  private func ratios(_ world: AuditWorld) throws -> [Double] {
    let answers = try world.audit()
    return world.checkIns.map { answers[$0.id.rawValue]?.ratios[.impossibleTravel] ?? 0 }
  }

  @Test func oneLeapAmongNeighboursIsToBlame() throws {
    let ratios = try ratios(world([(0, 0), (1, 30), (60, 40), (2, 60), (3, 90)]))
    #expect(ratios[2] >= 3)
    #expect(ratios[0] == 0 && ratios[1] == 0 && ratios[3] == 0 && ratios[4] == 0)
  }

  @Test func ofTwoAloneNeitherIsSuspiciousByItself() throws {
    let ratios = try ratios(world([(0, 0), (60, 10)]))
    #expect(ratios.allSatisfy { $0 > 1 && $0 < 3 })
  }

  @Test func twoPlacesAtOnceAreBothInDoubt() throws {
    let ratios = try ratios(world([(0, 0), (1, 30), (9, 30), (2, 60)]))
    #expect(ratios[1] > 1 && ratios[2] > 1)
    #expect(ratios[0] == 0 && ratios[3] == 0)
  }

  @Test func motorwayTrainAndFlightArePossible() throws {
    #expect(try ratios(world([(0, 0), (60, 30)])) == [0, 0])
    #expect(try ratios(world([(0, 0), (300, 80)])) == [0, 0])
    #expect(try ratios(world([(0, 0), (1_000, 160)])) == [0, 0])
  }

  @Test func cellFixAndBadPhoneReachFar() throws {
    var world = world([(0, 0), (1, 30), (4, 31), (2, 60)])
    world.checkIns[2].accuracyMetres = 1_000
    #expect(try ratios(world).allSatisfy { $0 == 0 })
  }

  @Test func fixFarFromItsStoreIsNotTravel() throws {
    var world = world([(0, 0), (1, 30), (2, 40), (3, 60)])
    world.checkIns[2].coordinate = World.place(east: 50_000)
    #expect(try ratios(world).allSatisfy { $0 == 0 })
  }

  @Test func cachedFixOfTheStoreBeforeIsNoTravel() throws {
    var world = world([(0, 0), (10, 20), (20, 21), (30, 50)])
    world.checkIns[2].provider = .cached
    #expect(try ratios(world).allSatisfy { $0 == 0 })
  }

  @Test func timeOfTheFixCounts() throws {
    var world = world([(0, 0), (10, 20), (20, 21), (30, 50)])
    world.checkIns[1].fixTime = world.checkIns[1].time.addingTimeInterval(-480)
    #expect(try ratios(world).allSatisfy { $0 == 0 })
  }

  @Test func clockChangeIsNoTravel() throws {
    // The phone's clock goes an hour ahead from the third on; the server knows better.
    var world = world([(0, 0), (1, 30), (30, 5), (31, 35)])
    for position in 0..<2 {
      world.checkIns[position].submittedAt = world.checkIns[position].time.addingTimeInterval(4)
    }
    for position in 2..<4 {
      world.checkIns[position].submittedAt = world.checkIns[position].time.addingTimeInterval(3_603)
    }
    #expect(try ratios(world).allSatisfy { $0 == 0 })
  }

  @Test func offlineSyncIsJudgedByTheTimesClaimed() throws {
    var world = world([(0, 0), (10, 30), (20, 60), (30, 90)])
    for position in 0..<4 {
      world.checkIns[position].submittedAt = World.noon.addingTimeInterval(36_000)
    }
    #expect(try ratios(world).allSatisfy { $0 == 0 })
  }

  @Test func denseMarketIsNoTravel() throws {
    #expect(
      try ratios(world((0..<10).map { (Double($0) * 0.05, Double($0)) })).allSatisfy { $0 == 0 }
    )
  }

  /// Trying every subset finds the same longest series of possible check-ins.
  @Test func blameEqualsTheSearchOfAllSubsets() throws {
    try forEverySeed(0..<60) { seed, generator in
      var visits: [(Double, Double)] = []
      var minute = 0.0
      for _ in 0..<8 {
        minute += Double(Int.random(in: 5..<40, using: &generator))
        let isFar = Int.random(in: 0..<4, using: &generator) == 0
        visits.append(
          (Double(Int.random(in: isFar ? 60..<90 : 0..<3, using: &generator)), minute)
        )
      }
      func isPossible(_ first: Int, _ second: Int) -> Bool {
        let metres =
          abs(visits[first].0 - visits[second].0) * 980 - 3 * 30 / 1.51 * 2.0.squareRoot()
        let seconds = abs(visits[first].1 - visits[second].1) * 60 + 60
        return min(metres / 36, 1_200 + metres / 90) <= seconds
      }
      var longest = 0
      var clear = 0
      for subset in 0..<256 {
        let members = (0..<8).filter { subset >> $0 & 1 == 1 }
        let holds = members.allSatisfy { second in
          members.allSatisfy { $0 >= second || isPossible($0, second) }
        }
        guard holds, members.count >= longest else { continue }
        clear = members.count > longest ? subset : clear & subset
        longest = members.count
      }
      let ratios = try ratios(world(visits))
      for one in 0..<8 {
        #expect((ratios[one] == 0) == (clear >> one & 1 == 1), "seed \(seed), visit \(one)")
      }
    }
  }
}

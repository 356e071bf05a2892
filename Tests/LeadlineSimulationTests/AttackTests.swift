import Foundation
import LeadlineSimulation
import Testing

/// The plain form of each attack shows the sign that it is known by; all forms tell the truth.
struct AttackTests {
  private static func files(_ strength: Scenario.StrengthChoice) throws -> SimulatedFiles {
    var scenario = Scenario(seed: 11)
    scenario.reps = 32
    scenario.days = 28
    scenario.cheats = 0.5
    scenario.strength = strength
    scenario.tracks = 0
    return try SimulatedFiles(scenario)
  }

  private static let naive = Result { try files(.naive) }

  @Test(arguments: [Scenario.StrengthChoice.naive, .noisy, .adaptive])
  func everyAttackIsThereWithTheRightTruth(strength: Scenario.StrengthChoice) throws {
    let files = try strength == .naive ? Self.naive.get() : Self.files(strength)
    for attack in Attack.allCases {
      let fakes = files.fakes(attack)
      #expect(!fakes.isEmpty, "\(attack)")
      for fake in fakes {
        let truth = try #require(files.truths[fake["id"] ?? ""])
        #expect(truth["honest"] == "0" && truth["strength"] == strength.rawValue)
        #expect(truth["present"] == (attack == .phantomDuplicate ? "1" : "0"))
        #expect(truth["trap"] == "")
        let rep = try #require(files.trueReps[fake["rep_id"] ?? ""])
        #expect(rep["honest"] == "0" && rep["attack"]?.contains(attack.rawValue) == true)
      }
    }
  }

  @Test func honestRepsFakeNothingAndShareIsThatOfTheFakes() throws {
    let files = try Self.naive.get()
    for (rep, truth) in files.trueReps {
      let own = files.checkIns.filter { $0["rep_id"] == rep }
      let faked = own.count { files.truths[$0["id"] ?? ""]?["honest"] == "0" }
      if truth["honest"] == "1" { #expect(faked == 0) }
      let share = Double(faked) / Double(max(1, own.count))
      #expect(abs(share - (truth.number("share") ?? -1)) < 1e-3)
    }
  }

  @Test func copiedPinsAreThePinsDigitForDigit() throws {
    let files = try Self.naive.get()
    for fake in files.fakes(.pinCopied) {
      let store = try #require(files.stores[fake["store_id"] ?? ""])
      // The app's decimals may be fewer or more than the pin's.
      #expect((fake.metres(to: store) ?? 99) < 1.2 || fake["app_version"] == "4.7.5")
    }
  }

  @Test func onePlaceIsOnePlaceOnEachDay() throws {
    let files = try Self.naive.get()
    let days = Dictionary(grouping: files.fakes(.onePlace)) {
      ($0["rep_id"] ?? "") + ($0["time"]?.prefix(10) ?? "")
    }
    for fakes in days.values {
      for fake in fakes { #expect((fake.metres(to: fakes[0]) ?? 0) < 250) }
    }
  }

  @Test func teleportsAreFasterThanAnybody() throws {
    let files = try Self.naive.get()
    let fakes = files.fakes(.teleport)
    var fast = 0
    var pairs = 0
    for (first, second) in zip(fakes, fakes.dropFirst())
    where first["time"]?.prefix(10) == second["time"]?.prefix(10)
      && first["rep_id"] == second["rep_id"]
    {
      let metres = try #require(first.metres(to: second))
      let seconds = try #require(second.seconds("time")) - (first.seconds("time") ?? 0)
      pairs += 1
      if metres / max(1, seconds) > 2 { fast += 1 }
    }
    #expect(pairs > 0 && fast * 4 > pairs)
  }

  @Test func replayedPositionsAreThoseOfAnEarlierDay() throws {
    let files = try Self.naive.get()
    for fake in files.fakes(.replayedTrack) {
      let isRecorded = files.checkIns.contains {
        $0["rep_id"] == fake["rep_id"] && $0["store_id"] == fake["store_id"]
          // A newer version of the app may send more decimals.
          && ($0.metres(to: fake) ?? ($0["lon"] == fake["lon"] ? 0 : 99)) < 1.5
          && ($0["time"] ?? "") < (fake["time"] ?? "")
      }
      // Recordings may be older than the period.
      let first = try #require(files.checkIns.first?.seconds("time"))
      #expect(isRecorded || (fake.seconds("time") ?? 0) < first + 15 * 86_400)
    }
  }

  @Test func proxiesUseTheColleaguesPhone() throws {
    let files = try Self.naive.get()
    for fake in files.fakes(.proxy) {
      let users = Set(
        files.checkIns.filter { $0["device_id"] == fake["device_id"] }.compactMap { $0["rep_id"] }
      )
      #expect(users.count >= 2)
    }
  }

  @Test func batchesAreSentHoursLater() throws {
    let files = try Self.naive.get()
    for fake in files.fakes(.batchEntry) {
      #expect((fake.seconds("submitted_at") ?? 0) - (fake.seconds("time") ?? 0) > 3_600)
      #expect(fake["time"]?.dropFirst(15).prefix(4) == "0:00")
    }
  }

  @Test func reusedPhotosAreEarlierFiles() throws {
    let files = try Self.naive.get()
    let times = Dictionary(grouping: files.checkIns) { $0["photo_sha256"] ?? "" }
    let fakes = files.fakes(.photoReuse)
    let reused = fakes.count { fake in
      (times[fake["photo_sha256"] ?? ""] ?? []).contains {
        ($0["time"] ?? "") < (fake["time"] ?? "")
      }
    }
    #expect(reused * 2 > fakes.count)
  }

  @Test func movedPinsWereMovedByTheRepBefore() throws {
    let files = try Self.naive.get()
    for fake in files.fakes(.pinMoved) {
      #expect(
        files.edits.contains {
          $0["store_id"] == fake["store_id"] && $0["rep_id"] == fake["rep_id"]
            && ($0["time"] ?? "") < (fake["time"] ?? "")
        }
      )
    }
  }

  @Test func phantomsAreRecordsOfAShopThatHasOne() throws {
    let files = try Self.naive.get()
    let records = Dictionary(grouping: files.trueStores.values) { $0["shop_id"] ?? "" }
    for fake in files.fakes(.phantomDuplicate) {
      let shop = try #require(files.trueStores[fake["store_id"] ?? ""]?["shop_id"])
      #expect(records[shop]?.count == 2)
      let store = try #require(files.stores[fake["store_id"] ?? ""])
      #expect((store["created_at"] ?? "") < (fake["time"] ?? ""))
    }
  }

  @Test func keptAliveIsWhoWasNotVisitedForDays() throws {
    let files = try Self.naive.get()
    for fake in files.fakes(.keepAlive) {
      let time = try #require(fake.seconds("time"))
      let isVisited = files.checkIns.contains {
        $0["store_id"] == fake["store_id"] && $0["id"] != fake["id"]
          && abs(($0.seconds("time") ?? 0) - time) < 5 * 86_400
          && files.truths[$0["id"] ?? ""]?["honest"] == "1"
          && ($0["time"] ?? "") < (fake["time"] ?? "")
      }
      #expect(!isVisited)
    }
  }
}

import Foundation
import LeadlineTestSupport
import Testing

struct StaysCommandTests {
  private static let stores = """
    id,lon,lat,owner,visit_every_days
    A,121.47,31.23,r1,7
    A2,121.4701,31.23,r1,7
    B,121.47,31.245,r1,7
    C,121.5,31.3,r1,7

    """

  /// A rep at A from 9:00, at B from 9:30, and from 10:00 on where no store is; a fix every half
  /// minute, on the way in between.
  private static let tracks: String = {
    var rows = ["rep_id,time,lon,lat,accuracy_m"]
    for number in 0...150 {
      let minute = Double(number) / 2
      func way(_ start: Double, _ from: Double, _ to: Double) -> Double {
        from + min(1, max(0, (minute - start) / 10)) * (to - from)
      }
      let latitude = minute < 45 ? way(20, 31.23, 31.245) : way(50, 31.245, 31.26)
      let wobble = number.isMultiple(of: 2) ? 0.000_02 : -0.000_02
      let hour = 9 + number / 120
      let text = String(format: "%02d:%02d:%02d", hour, number / 2 % 60, number % 2 * 30)
      rows.append("r1,2026-03-03T\(text)+08:00,\(121.47 + wobble),\(latitude),8")
    }
    return rows.joined(separator: "\n") + "\n"
  }()

  private static let checkIns = """
    id,rep_id,store_id,time
    c1,r1,A2,2026-03-03T09:05:00+08:00
    c3,r1,A,2026-03-03T10:05:00+08:00
    c4,r1,A,2026-03-03T15:00:00+08:00
    c5,r1,C,2026-03-03T09:25:00+08:00
    c6,r2,C,2026-03-03T09:25:00+08:00

    """

  private func prepared() throws -> CommandRunner {
    let runner = try CommandRunner()
    try runner.write(Self.stores, to: "stores.csv")
    try runner.write(Self.tracks, to: "tracks.csv")
    try runner.write(Self.checkIns, to: "check-ins.csv")
    return runner
  }

  private func rows(_ runner: CommandRunner, _ arguments: [String]) throws -> [[String]] {
    let result = try runner.run(["stays", "--tracks", "tracks.csv"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    return result.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func staysHaveTheColumnsThatScriptsRelyOn() throws {
    let runner = try prepared()
    defer { runner.cleanUp() }
    let rows = try rows(runner, ["--stores", "stores.csv"])
    #expect(
      rows[0] == [
        "rep_id", "arrived_at", "left_at", "lon", "lat", "radius_m", "fixes", "store_id",
      ]
    )
    #expect(rows.dropFirst().map { $0[7] } == ["A", "B", ""])
    #expect(rows.dropFirst().allSatisfy { $0[0] == "r1" })
    #expect(rows[1][1].hasPrefix("2026-03-03T01:00"))
  }

  @Test func checkInsSayWhatAStayIs() throws {
    let runner = try prepared()
    defer { runner.cleanUp() }
    let rows = try rows(runner, ["--stores", "stores.csv", "--check-ins", "check-ins.csv"])
      .dropFirst().map { [$0[0], $0[7], $0[9], $0[10], $0[11]] }
    #expect(
      rows == [
        // Shared premises: the check-in decides, the neighbour stays in sight.
        ["r1", "A2", "A", "c1", "visit"],
        ["r1", "C", "", "c5", "not-seen"],
        ["r1", "B", "", "", "unreported"],
        ["r1", "", "", "c3", "wrong-store"],
        ["r1", "A", "", "c4", "no-track"],
        ["r2", "C", "", "c6", "no-track"],
      ]
    )
  }

  @Test func aDayAddsUp() throws {
    let runner = try prepared()
    defer { runner.cleanUp() }
    let rows = try rows(
      runner,
      [
        "--stores", "stores.csv", "--check-ins", "check-ins.csv", "--days", "--time-zone",
        "Asia/Shanghai",
      ]
    )
    #expect(rows.count == 2)
    let day = Dictionary(uniqueKeysWithValues: zip(rows[0], rows[1]))
    func number(_ name: String) throws -> Double { try #require(Double(day[name] ?? "")) }
    #expect(day["date"] == "2026-03-03")
    #expect(day["stays"] == "3" && day["customers"] == "2")
    let minutes = try ["customers_min", "idle_min", "home_min", "travel_min", "gap_min"]
      .reduce(0) { try $0 + number($1) }
    #expect(abs(minutes - 75) < 0.5)
    #expect(try number("customers_min") > 38 && number("customers_min") < 42)
    // Two ways of 0.015 degrees.
    #expect(try number("distance_lower_m") <= number("distance_upper_m"))
    #expect(try abs(number("distance_lower_m") - 3_327) < 60)
    #expect(day["due"] == "4" && day["due_visited"] == "2")
    #expect(day["unreported"] == "1" && day["wrong_store"] == "1" && day["not_seen"] == "1")
  }

  @Test func waysHaveTheirLengths() throws {
    let runner = try prepared()
    defer { runner.cleanUp() }
    let rows = try rows(runner, ["--legs"])
    #expect(rows.count == 3)
    for row in rows.dropFirst() {
      let metres = try row.suffix(3).map { try #require(Double($0)) }
      #expect(abs(metres[0] - 1_663) < 10 && metres[1] <= metres[2])
    }
  }

  @Test func wrongCallsAreRefused() throws {
    let runner = try prepared()
    defer { runner.cleanUp() }
    for arguments in [
      ["--minimum", "soon"], ["--minimum", "0"], ["--radius", "-5"], ["--gap", "1y"],
      ["--days", "--legs"], ["--days", "--format", "geojson"], ["--time-zone", "Mars/North"],
    ] {
      let result = try runner.run(["stays", "--tracks", "tracks.csv"] + arguments)
      #expect(result.status == 64, "\(arguments)")
    }
    #expect(try runner.run(["stays", "--stores", "stores.csv"]).status == 64)
  }

  @Test func theDatabaseHasTheSameStays() throws {
    let runner = try prepared()
    defer { runner.cleanUp() }
    try runner.write("id\nr1\nr2\n", to: "reps.csv")
    for (kind, file) in [("reps", "reps"), ("stores", "stores"), ("tracks", "tracks")] {
      let result = try runner.run(["import", kind, "\(file).csv", "--database", "d.gpkg"])
      #expect(result.status == 0, "\(result.errors)")
    }
    let stored = try runner.run(["stays", "--database", "d.gpkg"])
    #expect(stored.status == 0, "\(stored.errors)")
    let stays = stored.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).prefix(8).joined(separator: ",")
    }
    let expected = try rows(runner, ["--stores", "stores.csv"]).map { $0.joined(separator: ",") }
    #expect(stays == expected)
  }
}

/// Real tracks, read in place.
@Suite(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the folder of data sets"))
struct RealTracksTests {
  private func stays(_ path: String, _ arguments: [String]) throws -> [[Substring]] {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let source = try #require(Fixtures.data).appending(path: path)
    let unpacked = try runner.run(URL(filePath: "/bin/zcat"), [source.path])
    try #require(unpacked.status == 0, "\(unpacked.errors)")
    try runner.write(unpacked.output, to: "tracks.csv")
    let result = try runner.run(["stays", "--tracks", "tracks.csv"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    return result.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  private func check(_ stays: [[Substring]]) throws {
    for row in stays {
      #expect(row[1] < row[2])
      #expect(try #require(Double(row[5])) <= 60)
    }
    for (first, second) in zip(stays, stays.dropFirst()) where first[0] == second[0] {
      // Times in UTC without fractions: their text has their order.
      #expect(first[2] <= second[1])
    }
  }

  @Test func staysInBeijingAreShortOfOverlapsAndWide() throws {
    let stays = try stays("c01_geolife_beijing/tracks.csv.gz", ["--map", "rep_id=user"])
    try check(stays)
    #expect((100...600).contains(stays.count), "\(stays.count)")
    #expect(Set(stays.map { $0[0] }).count == 11)
  }

  @Test func carsInAracajuHardlyStay() throws {
    let stays = try stays(
      "c02_gotrack_aracaju/trackspoints.csv.gz",
      ["--map", "rep_id=track_id", "--time-zone", "America/Maceio"]
    )
    try check(stays)
    #expect(stays.count < 163)
  }
}

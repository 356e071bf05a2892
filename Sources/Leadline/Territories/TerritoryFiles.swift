package import LeadlineDatabase
import LeadlineGeometry
import LeadlineModel
import LeadlineReports
import LeadlineTerritories

/// The files of a rebalancing run.
package enum TerritoryFiles {
  /// The names of the files that a run may write.
  package static let names: Set<String> = {
    var names: Set = [
      "assignments.csv", "fences.geojson", "metrics.json", "scenarios.csv", "report.html",
    ]
    for number in 1...greatestScenario {
      names.insert("scenario-\(number)-assignments.csv")
      names.insert("scenario-\(number)-fences.geojson")
    }
    return names
  }()

  /// The most scenarios that a run lists.
  package static let greatestScenario = 20

  /// Writes a run's files but for the list of scenarios into a folder.
  ///
  /// - Parameters:
  ///   - result: The run.
  ///   - language: The language of the report.
  ///   - folder: The folder.
  /// - Throws: ``LeadlineDatabase/FileError``.
  package static func write(
    _ result: TerritoryResult,
    language: ReportLanguage,
    to folder: OutputFolder
  ) throws {
    let chosen = result.scenarios[result.chosen]
    try writeAssignments(chosen, of: result, to: folder, name: "assignments.csv")
    try writeFences(chosen.fences, to: folder, name: "fences.geojson")
    for (number, scenario) in result.scenarios.enumerated() where result.scenarios.count > 1 {
      let name = "scenario-\(number + 1)"
      try writeAssignments(scenario, of: result, to: folder, name: "\(name)-assignments.csv")
      try writeFences(scenario.fences, to: folder, name: "\(name)-fences.geojson")
    }
    let summary = TerritorySummary(chosen, before: result.before, of: result.input)
    let json = try OutputFile(path: folder.path(of: "metrics.json"))
    try json.write(Array(summary.json()))
    try json.finish()
    let report = try OutputFile(path: folder.path(of: "report.html"))
    try report.write(
      TerritoryReport(result, areasBefore: result.areasBefore).html(language.words)
    )
    try report.finish()
  }

  /// Writes who is where: `id,from,to,moved`, in the order of the stores, and the areas of the levels
  /// above, if there are any.
  static func writeAssignments(
    _ scenario: TerritoryScenario,
    of result: TerritoryResult,
    to folder: OutputFolder,
    name: String
  ) throws {
    let input = result.input
    let from = (0..<input.names.count).map { input.names.text($0) }
    let ids = input.problem.territories.map(\.id)
    let columns = ["id", "from", "to", "moved"] + result.levels.map(\.name)
    try folder.writeRows(name, columns) { writer in
      for (store, label) in scenario.plan.labels.enumerated() {
        let present = input.from[store]
        writer.text(input.ids.text(store))
        if present < 0 { writer.null() } else { writer.text(from[Int(present)]) }
        writer.text(ids[Int(label)])
        writer.flag(input.hasMoved(store, to: label))
        for level in result.levels { writer.text(level.areaIDs[Int(level.areas[Int(label)])]) }
        try writer.endRow()
      }
    }
  }

  /// Writes fences as a GeoJSON that `import fences` and `assign --fences` read.
  static func writeFences(_ fences: [Fence], to folder: OutputFolder, name: String) throws {
    let file = try OutputFile(path: folder.path(of: name))
    let columns = ["id", "name", "territory", "level", "priority"]
    var writer = RowWriter(format: .geojson, columns: columns.map { OutputColumn($0) }) {
      try file.write($0)
    }
    for fence in fences {
      writer.text(fence.id.rawValue)
      if let name = fence.name { writer.text(name) } else { writer.null() }
      writer.text(fence.territory)
      writer.text(fence.level)
      writer.integer(fence.priority)
      writer.geometry { GeoJSONWriter.append(fence.area.geometry, decimals: 7, to: &$0) }
      try writer.endRow()
    }
    try writer.finish()
    try file.finish()
  }

  /// Writes one row per scenario.
  ///
  /// - Parameters:
  ///   - result: The run.
  ///   - plans: The numbers under which the database keeps the scenarios; empty without a database.
  ///   - folder: The folder.
  /// - Throws: ``LeadlineDatabase/FileError``.
  package static func writeScenarios(
    _ result: TerritoryResult,
    plans: [Int64],
    to folder: OutputFolder
  ) throws {
    let measures = result.input.problem.measures
    let columns =
      [
        "scenario", "name", "chosen", "budget", "moved_stores", "moved_share", "reference_share",
        "pieces", "mean_distance_m", "largest_diameter_m", "in_band", "reason", "plan",
      ] + measures.map { "deviation_\($0.name)" }
    try folder.writeRows("scenarios.csv", columns) { writer in
      for (number, scenario) in result.scenarios.enumerated() {
        writer.integer(number + 1)
        writer.text(scenario.plan.name)
        writer.flag(number == result.chosen)
        writer.fixed(scenario.plan.budget ?? .nan, decimals: 6)
        writer.integer(scenario.moves.stores)
        writer.fixed(scenario.moves.share, decimals: 6)
        writer.fixed(scenario.plan.referenceMoved ?? .nan, decimals: 6)
        writer.integer(scenario.metrics.pieces)
        writer.fixed(scenario.metrics.meanDistanceMetres, decimals: 3)
        writer.fixed(scenario.metrics.largestDiameterMetres, decimals: 3)
        writer.flag(scenario.metrics.measures.allSatisfy { $0.outside == 0 })
        writer.text(result.input.sentences(scenario.plan.shortfalls).joined(separator: " "))
        if plans.indices.contains(number) {
          writer.integer(Int(plans[number]))
        } else {
          writer.null()
        }
        for measure in scenario.metrics.measures {
          writer.fixed(measure.worstDeviation, decimals: 6)
        }
        try writer.endRow()
      }
    }
  }
}

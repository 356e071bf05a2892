import Foundation

/// One work of Leadline for `scripts/bench`: `leadline-bench WORK key=value…`.
///
/// Prints a line of JSON when it is ready, then one for every line on standard input: `run` does
/// the work and tells its seconds, `answer PATH` writes the last answer.
@main
enum Main {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      guard let name = arguments.first, let make = works[name] else {
        throw BenchError.usage(works.keys.sorted())
      }
      var work = try make(try Options(arguments.dropFirst()))
      reply(["ready": true])
      while let line = readLine() {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch words.first {
        case "run":
          let cpu = clock()
          let elapsed = try ContinuousClock().measure { try work.run() }
          reply([
            "seconds": elapsed / .seconds(1),
            "cpu": Double(clock() - cpu) / Double(CLOCKS_PER_SEC),
          ])
        case "answer" where words.count == 2:
          try work.writeAnswer(to: words[1])
          reply(["answer": words[1]])
        default:
          return
        }
      }
    } catch {
      reply(["failed": "\(error)"])
      exit(70)
    }
  }

  private static let works: [String: @Sendable (Options) throws -> any Work] = [
    "assign": { try AssignWork($0) },
    "assign-build": { try AssignBuildWork($0) },
    "nearest": { try NearestWork($0) },
    "store-build": { try StoreBuildWork($0) },
    "nearest-once": { try NearestOnceWork($0) },
    "distances": { try DistancesWork($0) },
    "districting": { try DistrictingWork($0) },
    "rebalance": { try RebalanceWork($0) },
    "stays": { try StaysWork($0) },
    "territories": { try TerritoriesWork($0) },
  ]

  private static func reply(_ values: [String: Any]) {
    guard let line = try? JSONSerialization.data(withJSONObject: values, options: .sortedKeys)
    else { return }
    FileHandle.standardOutput.write(line + [UInt8(ascii: "\n")])
  }
}

/// What can go wrong before there is anything to measure.
enum BenchError: Error, CustomStringConvertible {
  case usage([String])
  case option(String)
  case column(path: String, bytes: Int)

  var description: String {
    switch self {
    case .usage(let works):
      "usage: leadline-bench WORK key=value…, WORK one of \(works.joined(separator: ", "))"
    case .option(let key): "the option \(key)=… is missing or no number"
    case .column(let path, let bytes): "\(path) has \(bytes) bytes, which is no whole column"
    }
  }
}

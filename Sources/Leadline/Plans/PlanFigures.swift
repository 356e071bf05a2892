import Foundation

/// The numbers in a plan's metrics, by name.
public enum PlanFigures {
  /// Reads a JSON object.
  ///
  /// A number within objects is named by all names on the way to it, `after.mean_distance_m` for one.
  /// Of lists those objects are taken that have a `name`, under that name. Other values are left out.
  ///
  /// - Returns: The numbers by the bytes of their names; none of a text that is no JSON object.
  public static func numbers(of json: String) -> [(name: String, value: Double)] {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)) else {
      return []
    }
    var numbers: [(name: String, value: Double)] = []
    collect(value, under: "", into: &numbers)
    return numbers.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func collect(
    _ value: JSONValue,
    under name: String,
    into numbers: inout [(name: String, value: Double)]
  ) {
    switch value {
    case .number(let number): if !name.isEmpty { numbers.append((name, number)) }
    case .object(let members):
      for (member, value) in members {
        collect(value, under: name.isEmpty ? member : "\(name).\(member)", into: &numbers)
      }
    case .list(let elements):
      for element in elements {
        guard case .object(let members) = element, case .text(let own)? = members["name"] else {
          continue
        }
        collect(element, under: name.isEmpty ? own : "\(name).\(own)", into: &numbers)
      }
    case .text, .other: break
    }
  }

  private enum JSONValue: Decodable {
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])
    case other

    init(from decoder: any Decoder) throws {
      if let members = try? [String: JSONValue](from: decoder) {
        self = .object(members)
      } else if let elements = try? [JSONValue](from: decoder) {
        self = .list(elements)
      } else if let number = try? Double(from: decoder) {
        self = .number(number)
      } else if let text = try? String(from: decoder) {
        self = .text(text)
      } else {
        self = .other
      }
    }
  }
}

package import Foundation
import LeadlineDatabase
package import LeadlineVisits

/// The policy of an audit as JSON that names what differs from the defaults.
package enum PolicyFile {
  /// The default policy.
  package static func defaults() throws -> Data {
    try encoder.encode(AuditPolicy()) + Data("\n".utf8)
  }

  /// Reads a policy.
  ///
  /// - Parameter path: The file.
  /// - Returns: The defaults with the file's values in their places; whether they can be used is for
  ///   the policy to say.
  /// - Throws: ``LeadlineDatabase/FileError`` for a file that can't be read, is no JSON object, or has
  ///   a key or a value that the policy does not know.
  package static func read(_ path: String) throws -> AuditPolicy {
    let bytes = try bytes(path)
    let own: Any
    do {
      own = try JSONSerialization.jsonObject(with: bytes)
    } catch {
      throw FileError.content(path: path, "this is no JSON; write {\"verification\": {…}}")
    }
    guard let own = own as? [String: Any] else {
      throw FileError.content(path: path, "a policy is a JSON object, {\"verification\": {…}}")
    }
    let defaults = try JSONSerialization.jsonObject(with: encoder.encode(AuditPolicy()))
    guard let defaults = defaults as? [String: Any] else { return AuditPolicy() }
    do {
      return try policy(own, on: defaults)
    } catch let problem as Problem {
      throw FileError.content(path: path, problem.sentence)
    } catch is DecodingError {
      let name = unusable(own, on: defaults).map { "the value of '\($0)'" } ?? "a value"
      throw FileError.content(
        path: path,
        "\(name) can't be used; leadline audit --print-policy shows what can"
      )
    }
  }

  private static func policy(
    _ own: [String: Any],
    on defaults: [String: Any]
  ) throws -> AuditPolicy {
    let merged = try overlay(own, on: defaults, at: "")
    return try JSONDecoder().decode(
      AuditPolicy.self,
      from: JSONSerialization.data(withJSONObject: merged)
    )
  }

  /// The name of the first value that makes the policy unreadable, a fraction where a whole number
  /// belongs; the decoder does not say which.
  private static func unusable(_ own: [String: Any], on defaults: [String: Any]) -> String? {
    for part in own.keys.sorted() {
      guard let values = own[part] as? [String: Any] else { continue }
      for key in values.keys.sorted() {
        let value = values[key] as Any
        if (try? policy([part: [key: value]], on: defaults)) == nil { return "\(part).\(key)" }
      }
    }
    return nil
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  private static func bytes(_ path: String) throws(FileError) -> Data {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .opening(path: path, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isAFolder(path: path) }
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw .opening(path: path, errno: EACCES)
    }
  }

  private struct Problem: Error {
    let sentence: String
  }

  /// The defaults with the own values in their places.
  private static func overlay(
    _ own: [String: Any],
    on defaults: [String: Any],
    at path: String
  ) throws -> [String: Any] {
    var merged = defaults
    for key in own.keys.sorted() {
      let name = path.isEmpty ? key : "\(path).\(key)"
      guard let standard = defaults[key] else {
        throw Problem(
          sentence:
            "the policy has no '\(name.prefix(100))'; leadline audit --print-policy lists all it has"
        )
      }
      switch (own[key], standard) {
      case (let own as [String: Any], let standard as [String: Any]):
        merged[key] = try overlay(own, on: standard, at: name)
      case (let own?, let standard) where isAlike(own, standard):
        merged[key] = own
      default:
        throw Problem(sentence: "'\(name)' must be \(kind(standard)); correct its value")
      }
    }
    return merged
  }

  private static func isAlike(_ own: Any, _ standard: Any) -> Bool { kind(own) == kind(standard) }

  private static func kind(_ value: Any) -> String {
    switch value {
    case let number as NSNumber:
      // Yes and no are numbers of the type char there.
      String(cString: number.objCType) == "c" ? "true or false" : "a number"
    case is String: "a text"
    case is [Any]: "a list"
    case is [String: Any]: "an object"
    default: "a value"
    }
  }
}

public import Foundation
public import LeadlineGeometry

/// An area that assigns the stores in it to a territory.
public struct Fence: Hashable, Sendable {
  /// Its id.
  public var id: ID<Fence>
  /// Its name for people.
  public var name: String?
  /// The territory of the stores inside; the id when the file names none.
  public var territory: String
  /// The level it belongs to; each level assigns by itself.
  public var level: String
  /// The higher one wins where fences overlap.
  public var priority: Int
  /// From when on it counts; nil for always.
  public var validFrom: Date?
  /// Until when it counts, that moment excluded; nil for always.
  public var validTo: Date?
  /// Its area; valid in the sense of OGC.
  public var area: MultiPolygon

  /// The level of fences that name none.
  public static let defaultLevel = "territory"

  /// Makes a fence.
  public init(
    id: ID<Fence>,
    name: String? = nil,
    territory: String? = nil,
    level: String = Fence.defaultLevel,
    priority: Int = 0,
    validFrom: Date? = nil,
    validTo: Date? = nil,
    area: MultiPolygon
  ) {
    self.id = id
    self.name = name
    self.territory = territory ?? id.rawValue
    self.level = level
    self.priority = priority
    self.validFrom = validFrom
    self.validTo = validTo
    self.area = area
  }

  /// Takes the values of a record of kind `fences` with an area already checked; nil without id.
  public init?(_ record: Record, area: MultiPolygon) {
    let values = record.values
    guard let id = values[Self.idField].text else { return nil }
    var priority = 0
    if case .integer(let value) = values[Self.priorityField] { priority = Int(clamping: value) }
    self.init(
      id: ID(id),
      name: values[Self.nameField].text,
      territory: values[Self.territoryField].text,
      level: values[Self.levelField].text ?? Fence.defaultLevel,
      priority: priority,
      validFrom: values[Self.validFromField].time,
      validTo: values[Self.validToField].time,
      area: area
    )
  }

  private static let idField = RecordSchema.fences.require("id")
  private static let nameField = RecordSchema.fences.require("name")
  private static let territoryField = RecordSchema.fences.require("territory")
  private static let levelField = RecordSchema.fences.require("level")
  private static let priorityField = RecordSchema.fences.require("priority")
  private static let validFromField = RecordSchema.fences.require("valid_from")
  private static let validToField = RecordSchema.fences.require("valid_to")

  /// Tells whether the fence counts at a moment.
  public func isValid(at moment: Date) -> Bool {
    (validFrom.map { $0 <= moment } ?? true) && (validTo.map { moment < $0 } ?? true)
  }
}

/// What fence and territory a place falls into on one level.
public struct Assignment: Hashable, Sendable {
  /// How the fence was found; the `rule` column.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// Exactly one fence covers the place.
    case inside
    /// Several fences cover it; this is the winner, or one of all when all are asked for.
    case overlap
    /// None covers it; this is the nearest.
    case nearest
    /// None covers it.
    case none
    /// The plan in force holds the store in this territory, whatever fence it lies in.
    case plan
  }

  /// The level asked about.
  public var level: String
  /// The fence; nil when none was found.
  public var fence: ID<Fence>?
  /// The fence's territory, or the one that a plan holds; nil when the rule is `none`.
  public var territory: String?
  /// How the fence was found.
  public var rule: Rule
  /// How far the fence is, for the rule `nearest` only.
  public var distance: Distance?

  /// Makes an assignment.
  public init(
    level: String,
    fence: ID<Fence>? = nil,
    territory: String? = nil,
    rule: Rule,
    distance: Distance? = nil
  ) {
    self.level = level
    self.fence = fence
    self.territory = territory
    self.rule = rule
    self.distance = distance
  }
}

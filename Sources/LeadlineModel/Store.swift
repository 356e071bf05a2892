public import LeadlineGeometry

/// A shop that reps serve: a customer, or a lead that may become one.
public struct Store: Hashable, Sendable {
  /// Its id.
  public var id: ID<Store>
  /// Where it is.
  public var coordinate: Coordinate
  /// 68 % radius of the stored position's error, metres; nil when unknown.
  public var locationAccuracyMetres: Double?
  /// The territory it lies in.
  public var territory: String?
  /// The rep it belongs to.
  public var owner: ID<Rep>?

  /// Makes a store.
  public init(
    id: ID<Store>,
    coordinate: Coordinate,
    locationAccuracyMetres: Double? = nil,
    territory: String? = nil,
    owner: ID<Rep>? = nil
  ) {
    self.id = id
    self.coordinate = coordinate
    self.locationAccuracyMetres = locationAccuracyMetres
    self.territory = territory
    self.owner = owner
  }

  /// Takes the values of a record of kind `stores`; nil when it lacks its id or place.
  public init?(_ record: Record) {
    guard let id = record.values[Self.idField].text, let coordinate = record.coordinate else {
      return nil
    }
    self.init(
      id: ID(id),
      coordinate: coordinate,
      locationAccuracyMetres: record.values[Self.accuracyField].number,
      territory: record.values[Self.territoryField].text,
      owner: record.values[Self.ownerField].text.map { ID($0) }
    )
  }

  /// The fields of a record that ``init(_:)`` takes, beside its place.
  public static let fields: Set<String> = ["id", "location_accuracy_m", "territory", "owner"]

  private static let idField = RecordSchema.stores.require("id")
  private static let accuracyField = RecordSchema.stores.require("location_accuracy_m")
  private static let territoryField = RecordSchema.stores.require("territory")
  private static let ownerField = RecordSchema.stores.require("owner")
}

/// A salesperson, a supervisor or a manager.
public struct Rep: Hashable, Sendable {
  /// What a person of the sales team is.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Sees everything.
    case manager
    /// Sees the own team.
    case supervisor
    /// Sees the own customers and the public pool.
    case rep
  }

  /// The rep's id.
  public var id: ID<Rep>
  /// The rep's role.
  public var role: Role
  /// Whom the rep reports to.
  public var supervisor: ID<Rep>?

  /// Makes a rep.
  public init(id: ID<Rep>, role: Role = .rep, supervisor: ID<Rep>? = nil) {
    self.id = id
    self.role = role
    self.supervisor = supervisor
  }

  /// Takes the values of a record of kind `reps`; nil when it lacks its id.
  public init?(_ record: Record) {
    guard let id = record.values[Self.idField].text else { return nil }
    self.init(
      id: ID(id),
      role: record.values[Self.roleField].text.flatMap(Role.init(rawValue:)) ?? .rep,
      supervisor: record.values[Self.supervisorField].text.map { ID($0) }
    )
  }

  private static let idField = RecordSchema.reps.require("id")
  private static let roleField = RecordSchema.reps.require("role")
  private static let supervisorField = RecordSchema.reps.require("supervisor")
}

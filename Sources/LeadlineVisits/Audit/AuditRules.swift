import LeadlineModel

/// The rules of the audit.
package enum AuditRules {
  /// All rules, in the order of their reasons.
  package static let all: [any AuditRule.Type] = [
    TooFarAudit.self,
    ImpossibleTravelAudit.self,
    MockLocationAudit.self,
    RepeatedCoordinatesAudit.self,
    UnnaturalScatterAudit.self,
    PinCopiedAudit.self,
    RoundedCoordinatesAudit.self,
    ReplayedTrackAudit.self,
    OnePlaceAudit.self,
    SharedDeviceRule.self,
    DeviceSwitchRule.self,
    ProxyCheckInRule.self,
    BurstAudit.self,
    LateEntryAudit.self,
    ShortDwellAudit.self,
    OffTrackAudit.self,
    TrackSilentAudit.self,
    PositionMissingAudit.self,
    PhotoReusedRule.self,
    PhotoElsewhereRule.self,
    PhotoStaleRule.self,
    PhotoMissingRule.self,
    PinMovedRule.self,
    KeepAliveRule.self,
    DuplicateStoreRule.self,
    PerCheckIn<PoorAccuracyRule>.self,
    PerCheckIn<StaleFixRule>.self,
    PerCheckIn<NoPositionRule>.self,
    PerCheckIn<DatumMixedRule>.self,
    StoreMovedRule.self,
    SharedPremisesRule.self,
    AccompaniedRule.self,
  ]

  /// The reasons whose findings make a position worthless for vouching.
  static let discrediting: Set<Reason> = [.mockLocation, .offTrack]
  /// Whether each rule's findings do so.
  static let areDiscrediting = all.map { discrediting.contains($0.facts.reason) }
  /// The family of each rule.
  static let families = all.map { $0.facts.family }
}

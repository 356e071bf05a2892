import LeadlineModel

/// The rules of the audit.
package enum AuditRules {
  /// All rules, in the order of their reasons.
  package static let all: [any AuditRule.Type] = [
    PerCheckIn<TooFarRule>.self,
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
    PerCheckIn<OffTrackRule>.self,
    PhotoReusedRule.self,
    PhotoElsewhereRule.self,
    PhotoStaleRule.self,
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
}

extension AuditContext {
  /// Whether a check-in's fix is one that a receiver took for it: others, and old ones, say nothing of
  /// the phone, and come again for everyone.
  func hasOwnFix(_ checkIn: Int) -> Bool {
    guard let position = positions[checkIn] else { return false }
    return position.staleSeconds == nil && data.checkIns[checkIn].isOwnFix
  }
}

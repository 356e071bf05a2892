/// Every text of the reports but for the words of reasons; `{0}`, `{1}` … stand for what is filled in.
enum Phrase: CaseIterable {
  case title, subtitle, timesIn, caseOf, rep, check, store, time, distance, accuracy, verdict
  case verified, plausible, unverifiable, suspicious, contradicted
  case overview, checkIns, flagged, flaggedOf, accused, accusedOf, expectedWrong
  case errorHeading, errorFlags, errorReps, errorNobody
  case readHeading, readVerdicts, readUnverifiable, readPeers, readScore, readLaw
  case sourcesHeading, sourcesText, source, kind, datum, kindFixes, kindStores
  case sampleHeading, sampleText, sampleNone
  case casesHeading, casesMore, casesNone, rank, qValue, likelyFalse, mainReasons
  case sentenceAccused, sentenceOpen, sureAlmost, sureVery, sureEnough, sureLittle, sureNot
  case sureAccused, sureOpen, raised
  case factFlagged, factExpected, factFalse, factSure, factSureOpen
  case whyHeading, whyCheckIns, forHeading, forVerified, forNone, forExcuse, forExcusedFlagged
  case forPhotos, forOrders, forOrdersFlagged, forAccompanied
  case peersHeading, peersCaption, peersUsual, peersExpected, peersRep, peersAxis
  case dayHeading, dayOf, mapTitle, mapText, mapFar, legendStore, legendFix, legendTrack, legendFar
  case timeTitle, timeText, timeStays, timeCheckIns, timeSpeed, timeNoStays
  case number, findingsHeading, findingsMore, severity, severityLow, severityMedium, severityHigh
  case evidence, strength, excuse, times, checkInIDs, excusesHere, contents, noFix, north
  case justified

  /// The text in a language, with the values filled in.
  func text(_ language: Language, _ values: String...) -> String {
    Self.fill(template(language), values)
  }

  /// A text with values filled in where `{0}`, `{1}` and so on stand.
  static func fill(_ template: String, _ values: [String]) -> String {
    guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
    // One pass, so that braces in what is filled in stay what they are.
    var bytes: [UInt8] = []
    var rest = Array(template.utf8)[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
      bytes += rest[..<open]
      rest = rest[(open + 1)...]
      guard let end = rest.firstIndex(of: UInt8(ascii: "}")),
        let place = Int(String(decoding: rest[..<end], as: UTF8.self))
      else { continue }
      if values.indices.contains(place) { bytes += values[place].utf8 }
      rest = rest[(end + 1)...]
    }
    bytes += rest
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text in a language, with its places to fill in.
  func template(_ language: Language) -> String {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }
}

import Foundation
import LeadlineModel

extension TerritoryReport {
  /// Writes the report as one page that needs nothing else.
  ///
  /// The same report gives the same bytes. The page loads nothing and runs nothing: its own policy
  /// forbids it to browsers.
  ///
  /// - Parameter language: The language of all texts.
  /// - Returns: The page in UTF-8.
  package func html(_ language: Language) -> [UInt8] {
    // No time is shown, so that any zone will do.
    let numbers = NumberText(language: language, timeZone: .gmt)
    var markup = Markup()
    markup.raw("<!DOCTYPE html>\n<html lang=\"\(language == .english ? "en" : "zh-CN")\"><head>")
    markup.raw("<meta charset=\"utf-8\">")
    markup.raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
    markup.raw(
      "<meta http-equiv=\"Content-Security-Policy\""
        + " content=\"default-src 'none';style-src 'unsafe-inline'\">"
    )
    markup.element("title", "", PlanPhrase.title.text(language))
    markup.raw("<style>\n\(PageStyle.css)\(TerritoryStyle.css)</style></head>\n<body><main>")
    PlanSummary(self, numbers: numbers).write(to: &markup)
    ReasonSection(self, numbers: numbers).write(to: &markup)
    PlanMaps(self, numbers: numbers).write(to: &markup)
    ScenarioSection(self, numbers: numbers).write(to: &markup)
    LoadSection(self, numbers: numbers).write(to: &markup)
    ChangeSection(self, numbers: numbers).write(to: &markup)
    ExceptionSection(self, numbers: numbers).write(to: &markup)
    markup.raw("</main></body></html>\n")
    return markup.bytes
  }
}

import Foundation
import LeadlineModel

extension AuditReport {
  /// Writes the report as one page that needs nothing else.
  ///
  /// The same report gives the same bytes. The page loads nothing and runs nothing: its own policy
  /// forbids it to browsers.
  ///
  /// - Parameter language: The language of all texts.
  /// - Returns: The page in UTF-8.
  package func html(_ language: Language) -> [UInt8] {
    let numbers = NumberText(language: language, timeZone: timeZone)
    var markup = Markup()
    markup.raw("<!DOCTYPE html>\n<html lang=\"\(language == .english ? "en" : "zh-CN")\"><head>")
    markup.raw("<meta charset=\"utf-8\">")
    markup.raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
    markup.raw(
      "<meta http-equiv=\"Content-Security-Policy\""
        + " content=\"default-src 'none';style-src 'unsafe-inline'\">"
    )
    markup.element("title", "", Phrase.title.text(language))
    markup.raw("<style>\n\(PageStyle.css)</style></head>\n<body><main>")
    SummarySection(self, numbers: numbers).write(to: &markup)
    for page in cases {
      markup.raw("\n")
      CaseSection(page, numbers: numbers).write(to: &markup)
    }
    markup.raw("</main></body></html>\n")
    return markup.bytes
  }
}

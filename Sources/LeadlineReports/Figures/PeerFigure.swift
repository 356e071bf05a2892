/// A rep beside honest peers, on one axis.
struct PeerFigure: Sendable {
  private let page: CasePage
  private let numbers: NumberText
  private let id: String

  private static let width = 640.0
  private static let margin = 14.0

  init(_ page: CasePage, numbers: NumberText, id: String) {
    self.page = page
    self.numbers = numbers
    self.id = id
  }

  private var greatest: Double {
    // Five steps of whole numbers; the next of 5, 10, 20, 40 … so that axes look alike.
    let needed = max(Double(page.incidents), Double(page.usualIncidents), 4)
    var step = 5.0
    while step < needed { step *= 2 }
    return step
  }

  private func x(_ value: Double) -> Double {
    Self.margin + value / greatest * (Self.width - 2 * Self.margin)
  }

  func write(to markup: inout Markup) {
    markup.element("div", "class=\"scroll\"") { markup in writeFigure(to: &markup) }
    markup.element("p", "class=\"note\"", caption)
  }

  private func writeFigure(to markup: inout Markup) {
    let language = numbers.language
    markup.element(
      "svg",
      "class=\"peers\" viewBox=\"0 0 640 78\" role=\"img\" aria-labelledby=\"\(id)t \(id)d\""
    ) { markup in
      markup.element("title", "id=\"\(id)t\"", Phrase.peersHeading.text(language))
      markup.element("desc", "id=\"\(id)d\"", caption)
      let end = Markup.length(x(greatest))
      markup.raw("<path class=\"axis\" d=\"M14 46H\(end)\"/>")
      for part in 0...5 {
        let value = greatest * Double(part) / 5
        let place = Markup.length(x(value))
        markup.raw("<path class=\"axis\" d=\"M\(place) 46v4\"/>")
        markup.element(
          "text",
          "class=\"small mid\" x=\"\(place)\" y=\"62\"",
          numbers.count(Int(value))
        )
      }
      markup.element(
        "text",
        "class=\"small dim\" x=\"14\" y=\"76\"",
        Phrase.peersAxis.text(language)
      )
      let usual = x(Double(page.usualIncidents))
      markup.raw(
        "<rect class=\"usual\" x=\"14\" y=\"30\" width=\"\(Markup.length(max(3, usual - 14)))\""
          + " height=\"16\"/>"
      )
      let expected = Markup.length(x(page.expectedIncidents))
      markup.raw("<path class=\"expected\" d=\"M\(expected) 28V46\"/>")
      markup.element("text", "class=\"small\" x=\"14\" y=\"23\"", Phrase.peersUsual.text(language))
      let own = x(Double(page.incidents))
      let verdict = page.isAccused ? "contradicted" : "suspicious"
      markup.raw(
        "<circle class=\"fix \(verdict)\" cx=\"\(Markup.length(own))\" cy=\"38\" r=\"8\"/>"
      )
      let isRight = own > Self.width - 90
      markup.element(
        "text",
        "class=\"bold\" x=\"\(Markup.length(own + (isRight ? 8 : -4)))\" y=\"\(own < 190 ? "10" : "23")\""
          + " text-anchor=\"\(isRight ? "end" : "start")\"",
        Phrase.peersRep.text(language) + ": " + numbers.count(page.incidents)
      )
    }
  }

  private var caption: String {
    Phrase.peersCaption.text(
      numbers.language,
      numbers.count(page.incidents),
      numbers.expected(page.expectedIncidents),
      numbers.count(page.usualIncidents)
    )
  }
}

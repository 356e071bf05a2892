import LeadlineModel
import Testing

struct IDTests {
  @Test func idsThatOnlyLookAlikeAreTwo() {
    let composed = ID<Store>("caf\u{e9}")
    let decomposed = ID<Store>("cafe\u{301}")
    #expect(composed.rawValue == decomposed.rawValue, "Swift's own comparison folds them")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
  }

  @Test func orderIsThatOfTheBytes() {
    #expect(ID<Store>("10") < ID("9"))
    #expect(ID<Store>("Z") < ID("a"))
    #expect(ID<Store>("z") < ID("é"))
  }
}

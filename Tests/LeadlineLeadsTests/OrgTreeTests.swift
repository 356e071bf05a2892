import LeadlineLeads
import LeadlineModel
import Testing

struct OrgTreeTests {
  private let tree = OrgTree([
    Rep(id: ID("m"), role: .manager),
    Rep(id: ID("s"), role: .supervisor, supervisor: ID("m")),
    Rep(id: ID("t"), role: .supervisor, supervisor: ID("s")),
    Rep(id: ID("a"), supervisor: ID("s")),
    Rep(id: ID("b"), supervisor: ID("t")),
    Rep(id: ID("c"), supervisor: ID("m")),
  ])

  @Test(arguments: [
    ("m", "abcstm", ""), ("s", "abst", "cm"), ("t", "bt", "acsm"), ("a", "a", "bcstm"),
  ])
  func eachRoleSeesItsOwnPart(viewer: String, seen: String, hidden: String) throws {
    let view = try #require(tree.view(of: ID(viewer)))
    for owner in seen {
      #expect(view.includes(owner: ID(String(owner))))
    }
    for owner in hidden { #expect(!view.includes(owner: ID(String(owner)))) }
    #expect(view.includes(owner: nil), "the public pool is for everyone")
  }

  @Test func unknownRepHasNoView() {
    #expect(tree.view(of: ID("nobody")) == nil)
  }

  @Test func circleOfSupervisorsEnds() throws {
    let circle = OrgTree([
      Rep(id: ID("x"), role: .supervisor, supervisor: ID("y")),
      Rep(id: ID("y"), role: .supervisor, supervisor: ID("x")),
    ])
    #expect(circle.view(of: ID("x")) == .ownedBy([ID("x"), ID("y")]))
  }
}

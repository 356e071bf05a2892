public import ArgumentParser
public import Leadline

// The engine's own words are those of the command line.
extension RecordKind: ExpressibleByArgument {}
extension FenceEngine: ExpressibleByArgument {}
extension OutsideRule: ExpressibleByArgument {}
extension CaseVerdict: ExpressibleByArgument {}
extension ReportLanguage: ExpressibleByArgument {}
extension TerritoryPlan.State: ExpressibleByArgument {}
extension TerritoryPlan.OwnerPolicy: ExpressibleByArgument {}

extension CaseName: ExpressibleByArgument {
  /// Reads a name such as 12-3.
  public init?(argument: String) { self.init(argument) }
}

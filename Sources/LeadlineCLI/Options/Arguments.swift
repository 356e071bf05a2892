public import ArgumentParser
public import Leadline

// The engine's own words are those of the command line.
extension RecordKind: ExpressibleByArgument {}
extension FenceEngine: ExpressibleByArgument {}
extension OutsideRule: ExpressibleByArgument {}

// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: the language's coming defaults, and no warning left standing.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// Settings of targets that call no C: unsafe constructs must be marked one by one.
let pure: [SwiftSetting] = strict + [.strictMemorySafety()]

let geometry: Target.Dependency = "LeadlineGeometry"
let model: Target.Dependency = "LeadlineModel"
let support: Target.Dependency = "LeadlineTestSupport"
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser",
  package: "swift-argument-parser"
)

let package = Package(
  name: "Leadline",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Leadline", targets: ["Leadline"]),
    .executable(name: "leadline", targets: ["LeadlineCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.8.0"),
  ],
  targets: [
    .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
    .systemLibrary(name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
    .target(name: "CLeadlineKernels"),
    .target(
      name: "LeadlineGeometry",
      dependencies: ["CPROJ", "CLeadlineKernels"],
      swiftSettings: strict
    ),
    .target(
      name: "LeadlineIndex",
      dependencies: [geometry, "CLeadlineKernels"],
      swiftSettings: strict
    ),
    .target(name: "LeadlineModel", dependencies: [geometry], swiftSettings: pure),
    .target(
      name: "LeadlineFences",
      dependencies: [geometry, model, "CGEOS"],
      swiftSettings: strict
    ),
    .target(name: "LeadlineVisits", dependencies: [geometry, model], swiftSettings: pure),
    .target(
      name: "LeadlineTerritories",
      dependencies: [geometry, model, "CLeadlineKernels"],
      swiftSettings: pure
    ),
    .target(name: "LeadlineLeads", dependencies: [model], swiftSettings: pure),
    .target(name: "LeadlineReports", dependencies: [geometry, model], swiftSettings: pure),
    .target(
      name: "LeadlineDatabase",
      dependencies: [geometry, model, grdb],
      swiftSettings: strict
    ),
    .target(
      name: "LeadlineSimulation",
      dependencies: [geometry, model],
      swiftSettings: strict
    ),
    .target(
      name: "Leadline",
      dependencies: [
        geometry, model, "LeadlineIndex", "LeadlineFences", "LeadlineVisits",
        "LeadlineTerritories", "LeadlineLeads", "LeadlineReports", "LeadlineDatabase",
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "LeadlineCLI",
      dependencies: ["Leadline", "LeadlineSimulation", geometry, arguments],
      swiftSettings: strict
    ),
    .target(
      name: "LeadlineTestSupport",
      dependencies: [geometry, "CPROJ"],
      path: "Tests/LeadlineTestSupport",
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineGeometryTests",
      dependencies: [geometry, support, "CPROJ"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineIndexTests",
      dependencies: ["LeadlineIndex", geometry, support, grdb],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineModelTests",
      dependencies: [model, geometry, support],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineFencesTests",
      dependencies: ["LeadlineFences", geometry, model, support, "CGEOS"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineVisitsTests",
      dependencies: ["LeadlineVisits", geometry, model, support],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineTerritoriesTests",
      dependencies: [
        "LeadlineTerritories", "LeadlineFences", geometry, model, support, "CGEOS",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineLeadsTests",
      dependencies: ["LeadlineLeads", model],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineReportsTests",
      dependencies: ["LeadlineReports", geometry, model, support],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineDatabaseTests",
      dependencies: ["LeadlineDatabase", geometry, model, support, grdb],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineSimulationTests",
      dependencies: ["LeadlineSimulation", geometry, model, support],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineTests",
      dependencies: [
        "Leadline", "LeadlineDatabase", "LeadlineSimulation", "LeadlineVisits", geometry, model,
        support, "CGEOS",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LeadlineCLITests",
      dependencies: ["LeadlineCLI", support],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "LeadlineBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Leadline", path: "..")],
  targets: [
    .executableTarget(
      name: "leadline-bench",
      dependencies: [.product(name: "Leadline", package: "Leadline")],
      path: "Sources/LeadlineBench",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)

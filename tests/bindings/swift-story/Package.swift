// swift-tools-version: 6.0
// The tests of the Swift package; they tell what those of Kotlin tell (../kotlin-story).
import PackageDescription

let package = Package(
    name: "HuashuStory",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../../../bindings/swift")],
    targets: [
        .executableTarget(name: "Bench", dependencies: [.product(name: "Huashu", package: "swift")]),
        .testTarget(name: "StoryTests", dependencies: [.product(name: "Huashu", package: "swift")]),
    ]
)

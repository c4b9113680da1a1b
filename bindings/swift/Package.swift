// swift-tools-version: 6.0
// The Swift package. Its generated sources and headers are made by scripts/bindings; the tests lie in tests/bindings/swift-story.
import PackageDescription

#if os(Linux)
    // The library as scripts/bindings has built it, found where it lies.
    let library = Context.packageDirectory + "/../generated/lib"
    let ffi: Target = .systemLibrary(name: "HuashuFFI", path: "Sources/HuashuFFI")
    let linking: [LinkerSetting] = [
        .linkedLibrary("huashu_ffi"),
        .unsafeFlags(["-L\(library)", "-Xlinker", "-rpath=\(library)"]),
    ]
#else
    // What scripts/release-library makes where Xcode is.
    let ffi: Target = .binaryTarget(name: "HuashuFFI", path: "../generated/HuashuFFI.xcframework")
    let linking: [LinkerSetting] = []
#endif

let package = Package(
    name: "Huashu",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Huashu", targets: ["Huashu"])],
    targets: [
        ffi,
        // Sources/Huashu/Generated is made, and not kept in git.
        .target(name: "Huashu", dependencies: ["HuashuFFI"], linkerSettings: linking),
    ]
)

import Foundation
import Huashu
import Testing

/// Every golden plan: read as Swift values, planned by the core, and written from Swift values again.
@Suite struct PlansTests {
    @Test func plansAreThoseOfTheGoldens() throws {
        let folder = fixtures.appendingPathComponent("plans")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        var count = 0
        for file in files.sorted() {
            let data = try Data(contentsOf: folder.appendingPathComponent(file))
            for case let golden as Object in try JSONSerialization.jsonObject(with: data) as! [Any] {
                count += 1
                let planned = try previewPlan(wish: wish(golden.object("given")))
                #expect(try text(json(planned.plan)) == text(golden.object("plan")), "\(golden.string("name"))")
                #expect(planned.unused == golden["unused"] as? [String] ?? [], "\(golden.string("name"))")
            }
        }
        #expect(count > 60, "\(count) goldens")
    }
}

typealias Object = [String: Any]

extension Object {
    fileprivate func object(_ name: String) -> Object { self[name] as? Object ?? [:] }
    fileprivate func string(_ name: String) -> String { self[name] as? String ?? "" }
    fileprivate func text(_ name: String) -> String? { self[name] as? String }
    fileprivate func number(_ name: String) -> Int { self[name] as? Int ?? 0 }
    fileprivate func all(_ name: String) -> [Object] { self[name] as? [Object] ?? [] }
}

private func text(_ json: Object) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys]), as: UTF8.self)
}

private func wish(_ given: Object) throws -> PreviewWish {
    let around = given.object("surroundings")
    let phrase = given.object("phrase")
    // `2026-11-22T10:00:00+08:00[Asia/Shanghai]`
    let written = around.string("now").split(separator: "[")
    let moment = try #require(ISO8601DateFormatter().date(from: String(written[0])))
    let surface = try #require(surfaces[given.string("surface")])
    return PreviewWish(
        content: try content(phrase),
        variables: given.all("variables").map(variable),
        surface: surface,
        channel: given.string("channel"),
        lang: given.text("lang"),
        // No golden gives a value twice, and what is unused is told in the order of the text's own file.
        given: try ordered(given.object("values")),
        settings: BookSettings(
            agentName: around.text("agent_name"), agentNumber: around.text("agent_number"),
            shopName: around.text("shop_name")),
        now: moment,
        timeZone: String(written[1].dropLast()))
}

private func ordered(_ values: Object) throws -> [GivenValue] {
    values.map { GivenValue(name: $0.key, value: $0.value as? String ?? "") }.sorted { $0.name < $1.name }
}

private func content(_ phrase: Object) throws -> PhraseContent {
    PhraseContent(
        lang: phrase.text("lang"),
        parts: try phrase.all("parts").map(part),
        variants: try phrase.all("variants").map {
            PhraseVariant(channel: $0.text("channel"), lang: $0.text("lang"), parts: try $0.all("parts").map(part))
        },
        valid: Validity(),
        sensitive: phrase["sensitive"] as? Bool ?? false)
}

private func part(_ json: Object) throws -> PhrasePart {
    switch json.string("kind") {
    case "text":
        .text(TextPart(text: json.string("text")))
    case "image":
        .image(
            ImagePart(
                blob: json.string("blob"), name: json.string("name"), mime: json.string("mime"),
                width: UInt32(json.number("width")), height: UInt32(json.number("height")),
                bytes: UInt64(json.number("bytes"))))
    case "file":
        .file(
            FilePart(
                blob: json.string("blob"), name: json.string("name"), mime: json.string("mime"),
                bytes: UInt64(json.number("bytes"))))
    default:
        .unknown(try text(json))
    }
}

private func variable(_ json: Object) -> Variable {
    let kinds: [String: VariableKind] = ["text": .text, "number": .number, "date": .date, "choice": .choice]
    return Variable(
        name: json.string("name"), kind: kinds[json.string("kind")] ?? .text,
        choices: json["choices"] as? [String] ?? [], default: json.text("default"), hint: json.text("hint"))
}

private let surfaces: [String: Surface] = [
    "android_overlay": .androidOverlay, "android_app": .androidApp, "android_keyboard": .androidKeyboard,
    "ios_app": .iosApp, "ios_share": .iosShare, "ios_keyboard": .iosKeyboard, "desktop": .desktop,
]

private func json(_ plan: SendPlan) -> Object {
    [
        "surface": word(plan.surface), "channel": plan.channel, "language": plan.language,
        "steps": plan.steps.map(json), "left_out": plan.leftOut.map(json), "missing": plan.missing,
    ]
}

private func json(_ step: SendStep) -> Object {
    switch step {
    case .copyText(let text): json("copy_text", text)
    case .shareText(let text): json("share_text", text)
    case .insertText(let text): json("insert_text", text)
    case .shareImages(let images, let via, let batch):
        present(["kind": "share_images", "images": images.map(json), "via": word(via), "batch": batch.map(json)])
    case .saveToAlbum(let images, let batch):
        present(["kind": "save_to_album", "images": images.map(json), "batch": batch.map(json)])
    case .copyImage(let image): ["kind": "copy_image", "image": json(image)]
    case .insertImage(let image, let otherwise):
        ["kind": "insert_image", "image": json(image), "else": word(otherwise)]
    case .shareFiles(let files): ["kind": "share_files", "files": files.map(json)]
    case .openChannel(let app): ["kind": "open_channel", "app": app]
    case .hint(let hint, let text): present(["kind": "hint", "hint": word(hint), "text": text])
    }
}

private func json(_ kind: String, _ text: TextStep) -> Object {
    present([
        "kind": kind, "text": text.text, "part": text.part.map(json), "sensitive": text.sensitive ? true : nil,
        "sms_parts": text.smsParts,
    ])
}

private func json(_ one: OneOf) -> Object {
    ["index": one.index, "count": one.count]
}

private func json(_ image: SendImage) -> Object {
    let shrink = image.shrink.map { ["max_side": UInt64($0.maxSide), "max_bytes": $0.maxBytes] }
    return present([
        "blob": image.blob, "name": image.name, "mime": image.mime, "bytes": image.bytes, "width": image.width,
        "height": image.height, "shrink": shrink,
    ])
}

private func json(_ file: SendFile) -> Object {
    ["blob": file.blob, "name": file.name, "mime": file.mime, "bytes": file.bytes]
}

private func json(_ left: LeftOut) -> Object {
    present([
        "what": word(left.what), "name": left.name, "reason": word(left.reason), "offer": left.offer.map(word),
    ])
}

/// The members that are there.
private func present(_ members: [String: Any?]) -> Object {
    members.compactMapValues { $0 }
}

/// The name of a case as JSON writes it.
private func word(_ value: some Any) -> String {
    "\(value)".reduce(into: "") { word, char in
        if char.isUppercase { word += "_" }
        word += char.lowercased()
    }
}

package app.huashu.tests

import app.huashu.GivenValue
import app.huashu.PreviewWish
import app.huashu.content
import app.huashu.model.BookSettings
import app.huashu.model.FilePart
import app.huashu.model.ImagePart
import app.huashu.model.LeftOut
import app.huashu.model.OneOf
import app.huashu.model.PhraseContent
import app.huashu.model.PhrasePart
import app.huashu.model.PhraseVariant
import app.huashu.model.SendFile
import app.huashu.model.SendImage
import app.huashu.model.SendPlan
import app.huashu.model.SendStep
import app.huashu.model.Surface
import app.huashu.model.TextPart
import app.huashu.model.TextStep
import app.huashu.model.Validity
import app.huashu.model.Variable
import app.huashu.model.VariableKind
import app.huashu.previewPlan
import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import java.nio.file.Files
import java.time.ZonedDateTime
import kotlin.io.path.div
import kotlin.io.path.extension
import kotlin.io.path.readText
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** Every golden plan: read as Kotlin values, planned by the core, and written from Kotlin values again. */
class PlansTest {
    @TestFactory
    fun `plans are those of the goldens`(): List<DynamicTest> {
        val files = Files.list(fixtures / "plans").use { all -> all.filter { it.extension == "json" }.sorted().toList() }
        val cases = files.flatMap { JsonParser.parseString(it.readText()).asJsonArray.map(JsonElement::getAsJsonObject) }
        assertTrue(cases.size > 60, "${cases.size} goldens")
        return cases.map { case -> DynamicTest.dynamicTest(case["name"].asString) { check(case) } }
    }

    private fun check(case: JsonObject) {
        val given = case.getAsJsonObject("given")
        val around = given.getAsJsonObject("surroundings")
        val now = ZonedDateTime.parse(around["now"].asString)
        val planned = previewPlan(
            PreviewWish(
                content = content(given.getAsJsonObject("phrase")),
                variables = given.all("variables").map { variable(it.asJsonObject) },
                surface = Surface.valueOf(given["surface"].asString.uppercase()),
                channel = given["channel"].asString,
                lang = given.text("lang"),
                given = given.getAsJsonObject("values")?.entrySet().orEmpty().map { (name, value) -> GivenValue(name, value.asString) },
                settings = BookSettings(around.text("agent_name"), around.text("agent_number"), around.text("shop_name")),
                now = now.toInstant(),
                timeZone = now.zone.id,
            ),
        )
        assertEquals(case["plan"], plan(planned.plan))
        assertEquals(case.all("unused").map { it.asString }, planned.unused)
    }

    private fun content(phrase: JsonObject) = PhraseContent(
        lang = phrase.text("lang"),
        parts = phrase.all("parts").map(::part),
        variants = phrase.all("variants").map(JsonElement::getAsJsonObject).map {
            PhraseVariant(it.text("channel"), it.text("lang"), it.all("parts").map(::part))
        },
        valid = Validity(),
        sensitive = phrase["sensitive"]?.asBoolean ?: false,
    )

    private fun part(json: JsonElement): PhrasePart = with(json.asJsonObject) {
        when (text("kind")) {
            "text" -> PhrasePart.Text(TextPart(string("text")))
            "image" -> PhrasePart.Image(
                ImagePart(
                    string("blob"),
                    string("name"),
                    string("mime"),
                    number("width").toUInt(),
                    number("height").toUInt(),
                    number("bytes").toULong(),
                ),
            )
            "file" -> PhrasePart.File(FilePart(string("blob"), string("name"), string("mime"), number("bytes").toULong()))
            else -> PhrasePart.Unknown(toString())
        }
    }

    private fun variable(json: JsonObject) = Variable(
        name = json.string("name"),
        kind = VariableKind.valueOf((json.text("kind") ?: "text").uppercase()),
        choices = json.all("choices").map { it.asString },
        default = json.text("default"),
        hint = json.text("hint"),
    )
}

private fun plan(plan: SendPlan) = json(
    "surface" to word(plan.surface),
    "channel" to plan.channel,
    "language" to plan.language,
    "steps" to plan.steps.map(::step),
    "left_out" to plan.leftOut.map(::leftOut),
    "missing" to plan.missing,
)

private fun step(step: SendStep): JsonObject = when (step) {
    is SendStep.CopyText -> text("copy_text", step.v1)
    is SendStep.ShareText -> text("share_text", step.v1)
    is SendStep.InsertText -> text("insert_text", step.v1)
    is SendStep.ShareImages ->
        json("kind" to "share_images", "images" to step.images.map(::image), "via" to word(step.via), "batch" to step.batch?.let(::oneOf))
    is SendStep.SaveToAlbum ->
        json("kind" to "save_to_album", "images" to step.images.map(::image), "batch" to step.batch?.let(::oneOf))
    is SendStep.CopyImage -> json("kind" to "copy_image", "image" to image(step.image))
    is SendStep.InsertImage -> json("kind" to "insert_image", "image" to image(step.image), "else" to word(step.otherwise))
    is SendStep.ShareFiles -> json("kind" to "share_files", "files" to step.files.map(::file))
    is SendStep.OpenChannel -> json("kind" to "open_channel", "app" to step.app)
    is SendStep.Hint -> json("kind" to "hint", "hint" to word(step.hint), "text" to step.text)
}

private fun text(kind: String, text: TextStep) = json(
    "kind" to kind,
    "text" to text.text,
    "part" to text.part?.let(::oneOf),
    "sensitive" to text.sensitive.takeIf { it },
    "sms_parts" to text.smsParts?.toLong(),
)

private fun oneOf(one: OneOf) = json("index" to one.index.toLong(), "count" to one.count.toLong())

private fun image(image: SendImage) = json(
    "blob" to image.blob,
    "name" to image.name,
    "mime" to image.mime,
    "bytes" to image.bytes.toLong(),
    "width" to image.width.toLong(),
    "height" to image.height.toLong(),
    "shrink" to image.shrink?.let { json("max_side" to it.maxSide.toLong(), "max_bytes" to it.maxBytes.toLong()) },
)

private fun file(file: SendFile) =
    json("blob" to file.blob, "name" to file.name, "mime" to file.mime, "bytes" to file.bytes.toLong())

private fun leftOut(left: LeftOut) = json(
    "what" to word(left.what),
    "name" to left.name,
    "reason" to word(left.reason),
    "offer" to left.offer?.let(::word),
)

private fun word(name: Enum<*>) = name.name.lowercase()

/** An object without the members that are absent. */
private fun json(vararg members: Pair<String, Any?>) = JsonObject().apply {
    for ((name, value) in members) {
        if (value != null) add(name, element(value))
    }
}

private fun element(value: Any): JsonElement = when (value) {
    is JsonElement -> value
    is String -> JsonPrimitive(value)
    is Number -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is List<*> -> JsonArray().apply { value.filterNotNull().forEach { add(element(it)) } }
    else -> error("no JSON of $value")
}

private fun JsonObject.text(name: String): String? = get(name)?.takeUnless { it.isJsonNull }?.asString

private fun JsonObject.string(name: String): String = get(name).asString

private fun JsonObject.number(name: String): Long = get(name).asLong

private fun JsonObject.all(name: String): List<JsonElement> = getAsJsonArray(name)?.toList().orEmpty()

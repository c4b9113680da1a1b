package app.huashu.android.core

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import app.huashu.PhraseBook
import app.huashu.model.ApiException
import app.huashu.model.ImagePart
import app.huashu.model.PictureSize
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** A small copy of a picture; null where it is not here yet, or not whole. */
suspend fun PhraseBook.smallCopy(image: ImagePart, size: PictureSize): Bitmap? = try {
    val path = thumb(image.blob, size)
    withContext(Dispatchers.IO) { BitmapFactory.decodeFile(path) }
} catch (_: ApiException) {
    null
}

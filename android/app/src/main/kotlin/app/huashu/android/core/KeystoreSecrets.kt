package app.huashu.android.core

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.Base64
import app.huashu.model.SecretStore
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Secrets under a key of the Android keystore that never leaves it. The core asks on a thread of its own.
 *
 * A restored backup brings the file without the key; such a secret counts as none, and the person signs in again.
 */
class KeystoreSecrets(context: Context) : SecretStore {
    private val file = context.applicationContext

    override fun get(name: String): String? {
        assertOffMain()
        val kept = kept().getString(name, null) ?: return null
        return runCatching { decrypt(kept) }.getOrNull()
    }

    override fun set(name: String, secret: String) {
        assertOffMain()
        check(kept().edit().putString(name, encrypt(secret)).commit()) { "the secret was not written" }
    }

    override fun delete(name: String) {
        assertOffMain()
        check(kept().edit().remove(name).commit()) { "the secret was not removed" }
    }

    private fun kept() = file.getSharedPreferences("secrets", Context.MODE_PRIVATE)

    private fun encrypt(secret: String): String {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, key())
        return Base64.encodeToString(cipher.iv + cipher.doFinal(secret.toByteArray()), Base64.NO_WRAP)
    }

    private fun decrypt(kept: String): String {
        val bytes = Base64.decode(kept, Base64.NO_WRAP)
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, key(), GCMParameterSpec(TAG_BITS, bytes, 0, IV_BYTES))
        return String(cipher.doFinal(bytes, IV_BYTES, bytes.size - IV_BYTES))
    }

    private fun key(): SecretKey {
        val store = KeyStore.getInstance(STORE).apply { load(null) }
        (store.getKey(ALIAS, null) as? SecretKey)?.let { return it }
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE)
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        generator.init(
            KeyGenParameterSpec.Builder(ALIAS, purposes)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .build(),
        )
        return generator.generateKey()
    }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val ALIAS = "huashu"
        const val CIPHER = "AES/GCM/NoPadding"
        const val TAG_BITS = 128
        const val IV_BYTES = 12
    }
}

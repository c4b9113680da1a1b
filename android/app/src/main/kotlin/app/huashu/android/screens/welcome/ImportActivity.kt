package app.huashu.android.screens.welcome

import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.column
import app.huashu.android.core.put
import app.huashu.android.huashu
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.choose
import kotlinx.coroutines.launch

/** Brings phrases in from a file: the person chooses it here, or another app hands it over. */
class ImportActivity : ScreenActivity(), ImportDeeds {
    private lateinit var run: ImportRun
    private val page: LinearLayout by lazy { column() }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.welcome_import_head)
        scrolling { put(page) }
        @Suppress("DEPRECATION")
        val former = lastNonConfigurationInstance as? ImportRun
        run = former ?: ImportRun(applicationContext, huashu.scope)
        scope.launch { run.state.collect(::show) }
        if (former == null) handedOver(intent)?.let(run::take)
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        handedOver(intent)?.let(run::take)
    }

    @Deprecated("the way of the platform without libraries")
    override fun onRetainNonConfigurationInstance(): Any = run

    override fun onDestroy() {
        super.onDestroy()
        if (isFinishing) run.leave()
    }

    override fun choose() {
        val pick = Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("*/*")
        try {
            @Suppress("DEPRECATION")
            startActivityForResult(pick, PICK)
        } catch (_: ActivityNotFoundException) {
            tell(getString(R.string.phrase_no_picker))
        }
    }

    @Deprecated("the way of the platform without libraries")
    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        if (result == RESULT_OK) data?.data?.let(run::take)
    }

    override fun aim() {
        val checked = run.state.value as? ImportState.Checked ?: return
        choose(getString(R.string.welcome_into), checked.libraries.map { it.name }) { run.aim(checked.libraries[it]) }
    }

    override fun go() = run.go()

    private fun show(state: ImportState) {
        page.removeAllViews()
        when (state) {
            ImportState.Choosing -> page.choosingPage(this)
            is ImportState.Checking -> page.progressPage(getString(R.string.welcome_checking, state.name), state.progress)
            is ImportState.Checked -> page.checkedPage(state, this)
            is ImportState.Writing -> page.progressPage(getString(R.string.welcome_writing, state.name), state.progress)
            is ImportState.Done -> page.donePage(state, this)
            is ImportState.Failed -> page.failedPage(state.why, this)
        }
    }

    @Suppress("DEPRECATION")
    private fun handedOver(intent: Intent): Uri? = when (intent.action) {
        Intent.ACTION_VIEW -> intent.data
        Intent.ACTION_SEND -> intent.getParcelableExtra(Intent.EXTRA_STREAM) as? Uri
        else -> null
    }

    private companion object {
        const val PICK = 1
    }
}

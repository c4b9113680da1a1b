package app.huashu.android.overlay

import android.annotation.SuppressLint
import android.app.PendingIntent
import android.os.Build
import android.service.quicksettings.Tile
import android.service.quicksettings.TileService
import app.huashu.android.R

/** The tile in the quick settings: shows the bubble, or takes it away. */
class BubbleTile : TileService() {
    override fun onStartListening() {
        super.onStartListening()
        refresh()
    }

    override fun onClick() {
        super.onClick()
        if (Bubble.isShown) {
            Bubble.hide(this)
            return refresh(isShown = false)
        }
        if (isLocked) unlockAndRun(::call) else call()
    }

    /** A service that goes to the foreground may not be started from here; an activity may. */
    @SuppressLint("StartActivityAndCollapseDeprecated")
    @Suppress("DEPRECATION")
    private fun call() {
        val intent = CallActivity.intent(this)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            startActivityAndCollapse(PendingIntent.getActivity(this, 0, intent, PendingIntent.FLAG_IMMUTABLE))
        } else {
            startActivityAndCollapse(intent)
        }
    }

    private fun refresh(isShown: Boolean = Bubble.isShown) {
        val tile = qsTile ?: return
        tile.state = if (isShown) Tile.STATE_ACTIVE else Tile.STATE_INACTIVE
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            tile.subtitle = getString(if (isShown) R.string.overlay_tile_shown else R.string.overlay_tile_hidden)
        }
        tile.updateTile()
    }
}

package app.huashu.android.overlay

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.graphics.drawable.Icon
import android.os.Build
import app.huashu.android.R
import app.huashu.android.screens.settings.HealthActivity

/** The notifications of the bubble: quiet, and each with something to do. */
internal object Notices {
    /** The one that the service holds while it runs. */
    const val RUNNING = 1
    private const val HELP = 2
    private const val CHANNEL = "bubble"

    /** Stays while the bubble is there, or hidden by a long press: from here it comes back. */
    fun running(context: Context, isShown: Boolean): Notification {
        val toggle = if (isShown) OverlayService.HIDE else OverlayService.SHOW
        val builder = builder(context)
            .setContentTitle(context.getString(if (isShown) R.string.overlay_shown_title else R.string.overlay_hidden_title))
            .setContentText(context.getString(if (isShown) R.string.overlay_shown_text else R.string.overlay_hidden_text))
            .setContentIntent(if (isShown) app(context) else service(context, OverlayService.SHOW))
            .setOngoing(true)
            .setCategory(Notification.CATEGORY_SERVICE)
            .addAction(action(context, if (isShown) R.string.overlay_hide else R.string.overlay_show, toggle))
            .addAction(action(context, R.string.close, OverlayService.CLOSE))
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) builder.setForegroundServiceBehavior(Notification.FOREGROUND_SERVICE_IMMEDIATE)
        return builder.build()
    }

    /** The permission was taken away: says how it comes back. */
    fun permissionLost(context: Context) =
        help(context, R.string.overlay_lost_title, R.string.overlay_lost_text, Intent(context, HealthActivity::class.java))

    /** The system swallowed the start of a screen. */
    fun startDropped(context: Context) =
        help(context, R.string.overlay_dropped_title, R.string.overlay_dropped_text, Intent(context, HealthActivity::class.java))

    /** The system does not let the bubble come by itself now; a tap does. */
    fun callBack(context: Context) =
        help(context, R.string.overlay_refused_title, R.string.overlay_refused_text, CallActivity.intent(context))

    /** What it said was done. */
    fun helped(context: Context) = manager(context).cancel(HELP)

    private fun help(context: Context, title: Int, text: Int, intent: Intent) {
        val told = builder(context)
            .setContentTitle(context.getString(title))
            .setContentText(context.getString(text))
            .setStyle(Notification.BigTextStyle().bigText(context.getString(text)))
            .setContentIntent(PendingIntent.getActivity(context, title, intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK), FLAGS))
            .setAutoCancel(true)
            .build()
        manager(context).notify(HELP, told)
    }

    private fun builder(context: Context): Notification.Builder {
        val channel = NotificationChannel(CHANNEL, context.getString(R.string.overlay_channel), NotificationManager.IMPORTANCE_LOW).apply {
            description = context.getString(R.string.overlay_channel_about)
            setShowBadge(false)
        }
        manager(context).createNotificationChannel(channel)
        return Notification.Builder(context, CHANNEL)
            .setSmallIcon(R.drawable.ic_bubble)
            .setColor(context.getColor(R.color.accent))
            .setShowWhen(false)
            .setOnlyAlertOnce(true)
    }

    private fun action(context: Context, text: Int, act: String) =
        Notification.Action.Builder(Icon.createWithResource(context, R.drawable.ic_bubble), context.getString(text), service(context, act)).build()

    private fun service(context: Context, act: String): PendingIntent =
        PendingIntent.getService(context, 0, OverlayService.intent(context, act), FLAGS)

    private fun app(context: Context): PendingIntent? =
        context.packageManager.getLaunchIntentForPackage(context.packageName)?.let { PendingIntent.getActivity(context, 0, it, FLAGS) }

    private fun manager(context: Context) = context.getSystemService(NotificationManager::class.java)

    private const val FLAGS = PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT
}

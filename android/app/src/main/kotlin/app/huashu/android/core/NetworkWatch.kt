package app.huashu.android.core

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network

/** Tells sync when the network comes, so that it need not wait for its next attempt. */
internal class NetworkWatch(private val context: Context, private val connection: BookConnection) {
    fun start() {
        val manager = context.getSystemService(ConnectivityManager::class.java) ?: return
        manager.registerDefaultNetworkCallback(object : ConnectivityManager.NetworkCallback() {
            override fun onAvailable(network: Network) = connection.networkChanged()

            override fun onLost(network: Network) = connection.networkChanged()
        })
    }
}

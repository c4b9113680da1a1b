package app.huashu.android.screens.settings

import org.junit.Assert.assertEquals
import org.junit.Test

class MakerTest {
    @Test
    fun phonesByWhatTheySayOfThemselves() {
        val cases = listOf(
            Triple("Xiaomi", "Redmi", "V14.0.5.0.TKCCNXM") to Maker.MIUI,
            Triple("Xiaomi", "Xiaomi", "OS1.0.5.0.UNCCNXM") to Maker.HYPER_OS,
            Triple("OPPO", "OPPO", "1700000000") to Maker.COLOR_OS,
            Triple("OnePlus", "OnePlus", "U.123") to Maker.COLOR_OS,
            Triple("realme", "realme", "1") to Maker.COLOR_OS,
            Triple("vivo", "iQOO", "compiler1") to Maker.VIVO,
            Triple("HUAWEI", "HUAWEI", "102.0") to Maker.HUAWEI,
            Triple("Meizu", "meizu", "1600000") to Maker.MEIZU,
            Triple("Google", "google", "11223344") to Maker.OTHER,
            Triple("HONOR", "HONOR", "7.0") to Maker.OTHER,
            Triple("", "", "") to Maker.OTHER,
        )
        for ((phone, maker) in cases) assertEquals("$phone", maker, Maker.of(phone.first, phone.second, phone.third))
    }
}

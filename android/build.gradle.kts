buildscript {
    dependencies {
        // Kotlin is built into the plugin since 9.0, in an older edition than ours.
        classpath(libs.kotlin.gradle.plugin)
    }
}

plugins {
    alias(libs.plugins.android.application) apply false
}

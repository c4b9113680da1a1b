import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.application)
}

/** What scripts/bindings generates, and what scripts/release-library builds. */
val bindings = rootProject.file("../bindings")

/** The key of a release: HUASHU_KEYSTORE and its passwords; without it the release stays unsigned. */
val keystore = providers.environmentVariable("HUASHU_KEYSTORE").orNull

android {
    namespace = "app.huashu.android"
    compileSdk = libs.versions.compileSdk.get().toInt()
    buildToolsVersion = libs.versions.buildTools.get()
    ndkVersion = libs.versions.ndk.get()

    defaultConfig {
        applicationId = "app.huashu.android"
        minSdk = libs.versions.minSdk.get().toInt()
        targetSdk = libs.versions.targetSdk.get().toInt()
        versionCode = libs.versions.versionCode.get().toInt()
        versionName = libs.versions.versionName.get()
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64", "x86") }
    }

    androidResources {
        localeFilters += listOf("en", "zh", "zh-rTW")
    }

    sourceSets.named("main") {
        kotlin.directories += bindings.resolve("kotlin/src/main/kotlin").path
        kotlin.directories += bindings.resolve("generated/kotlin").path
        jniLibs.directories += bindings.resolve("generated/release/jniLibs").path
    }

    signingConfigs {
        if (keystore != null) {
            create("release") {
                storeFile = file(keystore)
                storePassword = providers.environmentVariable("HUASHU_KEYSTORE_PASSWORD").get()
                keyAlias = providers.environmentVariable("HUASHU_KEY").getOrElse("huashu")
                keyPassword = providers.environmentVariable("HUASHU_KEY_PASSWORD").get()
            }
        }
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
            signingConfig = signingConfigs.findByName("release")
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    packaging {
        // Stored uncompressed and aligned to 16 KB pages, the libraries are read straight from the APK.
        jniLibs.useLegacyPackaging = false
        resources.excludes += setOf("META-INF/AL2.0", "META-INF/LGPL2.1", "DebugProbesKt.bin")
    }

    lint {
        abortOnError = true
        // The manifest also serves Maven's build, which has no other place for these.
        disable += "GradleOverrides"
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.JVM_17
    }
}

dependencies {
    implementation(libs.kotlin.stdlib)
    implementation(libs.coroutines.android)
    implementation(libs.jna) { artifact { type = "aar" } }
}

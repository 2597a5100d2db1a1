// The plugin: `./gradlew buildPlugin verifyPlugin runIde`. What it is made of without JetBrains' repositories: README.md.
import org.jetbrains.kotlin.gradle.dsl.JvmTarget
import org.jetbrains.kotlin.gradle.dsl.KotlinVersion

plugins {
    alias(libs.plugins.kotlin.jvm)
    alias(libs.plugins.intellij.platform)
}

allprojects {
    group = "io.agentbridge"
    // One version for the whole project.
    version = Regex("__version__ = \"([^\"]+)\"").find(rootDir.resolve("../../bridge/__init__.py").readText())!!.groupValues[1]

    plugins.withId("org.jetbrains.kotlin.jvm") {
        extensions.configure<org.jetbrains.kotlin.gradle.dsl.KotlinJvmProjectExtension> {
            jvmToolchain(21)
            compilerOptions {
                jvmTarget = JvmTarget.JVM_21
                // Later ones generate calls into a standard library that the oldest IDE does not have.
                languageVersion = KotlinVersion.KOTLIN_2_0
                apiVersion = KotlinVersion.KOTLIN_2_0
                freeCompilerArgs.addAll("-Xsuppress-version-warnings", "-jvm-default=no-compatibility")
            }
        }
    }
}

repositories {
    mavenCentral()
    intellijPlatform {
        defaultRepositories()
    }
}

dependencies {
    intellijPlatform {
        intellijIdeaCommunity(libs.versions.ide)
        pluginVerifier()
        zipSigner()
    }
    implementation(project(":core"))
    implementation(libs.kotlinx.serialization.json) { exclude("org.jetbrains.kotlin") }
}

intellijPlatform {
    pluginConfiguration {
        ideaVersion {
            sinceBuild = "243"
            untilBuild = provider { null }
        }
    }
    pluginVerification {
        ides {
            recommended()
        }
    }
    signing {
        certificateChain = providers.environmentVariable("CERTIFICATE_CHAIN")
        privateKey = providers.environmentVariable("PRIVATE_KEY")
        password = providers.environmentVariable("PRIVATE_KEY_PASSWORD")
    }
    publishing {
        token = providers.environmentVariable("PUBLISH_TOKEN")
    }
}

tasks.withType<Zip>().configureEach {
    // Two builds of one commit give the same bytes.
    isPreserveFileTimestamps = false
    isReproducibleFileOrder = true
}

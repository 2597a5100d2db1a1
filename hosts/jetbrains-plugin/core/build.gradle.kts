// The half of the plugin that knows no IDE: it is compiled without the platform, so that it cannot reach for it.
plugins {
    alias(libs.plugins.kotlin.jvm)
    alias(libs.plugins.kotlin.serialization)
    jacoco
}

kotlin {
    compilerOptions { allWarningsAsErrors = true }
}

repositories {
    mavenCentral()
}

dependencies {
    // Both come with the IDE; what is packaged must not bring its own.
    compileOnly(libs.kotlin.stdlib)
    compileOnly(libs.kotlinx.coroutines)
    implementation(libs.kotlinx.serialization.json) { exclude("org.jetbrains.kotlin") }

    testImplementation(libs.kotlin.stdlib)
    testImplementation(libs.kotlinx.coroutines)
    testImplementation(libs.junit.jupiter)
    testRuntimeOnly(libs.junit.platform.launcher)
}

tasks.test {
    useJUnitPlatform()
    // The tests start a real bridge: `make setup` in the repository's root makes this one.
    val repository = rootProject.layout.projectDirectory.dir("../..")
    systemProperty("agentbridge.repository", repository.asFile.path)
    finalizedBy(tasks.jacocoTestReport)
}

tasks.jacocoTestCoverageVerification {
    violationRules {
        rule {
            limit {
                counter = "LINE"
                minimum = "0.90".toBigDecimal()
            }
        }
    }
}

tasks.check {
    dependsOn(tasks.jacocoTestCoverageVerification)
}

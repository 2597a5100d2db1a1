package io.agentbridge.core

/** A system for which binaries are built, named as their folders are: `linux-x86_64`. */
data class SystemPlatform(val os: String, val arch: String) {
    val executable: String get() = if (os == WINDOWS) "agent-bridge.exe" else "agent-bridge"
    val isWindows: Boolean get() = os == WINDOWS

    override fun toString(): String = "$os-$arch"

    companion object {
        private const val WINDOWS = "windows"

        /** From the JVM's `os.name` and `os.arch`; null where no binary is built for. */
        fun of(osName: String, osArch: String): SystemPlatform? {
            val os = when {
                osName.startsWith("Linux") -> "linux"
                osName.startsWith("Mac OS X") -> "macos"
                osName.startsWith("Windows") -> WINDOWS
                else -> return null
            }
            val arch = when (osArch) {
                "amd64", "x86_64" -> "x86_64"
                "aarch64", "arm64" -> "aarch64"
                else -> return null
            }
            return SystemPlatform(os, arch)
        }

        fun current(): SystemPlatform? = of(System.getProperty("os.name"), System.getProperty("os.arch"))
    }
}

package io.agentbridge.core

/**
 * The scripts by which a JCEF host speaks to the page (docs/HOST_CHANNEL.md): messages to the page's own window, with its own
 * origin, and a function by which the page answers. A script may carry the token: never log one.
 */
object PageScript {
    /** Says [command] to the page, if the page is still the bridge's: a page of another origin never hears it. */
    fun say(command: HostCommand, origin: String): String =
        "if (location.origin === ${quote(origin)}) window.postMessage(${forScript(command.toJson())}, location.origin);"

    /** Defines `__tellHost`; [inject] is the call into the host with a JavaScript expression as its argument. */
    fun door(inject: (String) -> String): String = "window.__tellHost = function (json) { ${inject("String(json)")} };"

    /** A JavaScript string of [text]. */
    fun quote(text: String): String = forScript(HostCommand.JSON.encodeToString(kotlinx.serialization.serializer<String>(), text))

    /** JSON is JavaScript, but for two line ends; `<` is written so that no markup can begin in it. */
    private fun forScript(json: String): String = json.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
}

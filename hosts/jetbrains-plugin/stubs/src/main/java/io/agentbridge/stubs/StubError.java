package io.agentbridge.stubs;

/** Nobody runs a stub. */
public class StubError extends Error {
}

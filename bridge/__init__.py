"""Agent Bridge: command-line coding agents, in the place where you write code."""

__version__ = "0.1.0"

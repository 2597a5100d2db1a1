"""The prompts that were sent, kept across sessions and shared by all bridges of one person."""

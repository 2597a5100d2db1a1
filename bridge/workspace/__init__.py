"""The workspace: which files it has, finding them by what people type, and their content as text for the agent."""

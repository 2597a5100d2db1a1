"""What the editor shows, for the agents: one state, and each agent's own way of asking for it."""

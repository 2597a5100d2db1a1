"""Agent runs that outlive their clients."""

"""Everything particular to one agent: what it is called, how it starts, how it takes a prompt."""

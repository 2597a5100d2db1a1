"""HTTP and WebSocket: who may come in, what is served, and how messages reach the rest. The only owner of aiohttp."""

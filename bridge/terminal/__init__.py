"""One program in one terminal: the process contract and its platforms, and the pure rules of its byte stream."""

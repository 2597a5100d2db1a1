"""The parts of `build_binaries.py`: what is built, what is in it, how it is packed, and how it is tried."""

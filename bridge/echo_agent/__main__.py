"""`python -m bridge.echo_agent` starts it without loading the rest of the bridge."""

import sys

from bridge.echo_agent import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

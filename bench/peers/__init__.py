"""What is measured: the bridge, its peers, and the bare relay that is the floor. All behind one contract."""

from bench.peers.bridge import BINARY, VERSION_1
from bench.peers.contract import Peer
from bench.peers.relay import RELAY
from bench.peers.terminado import TERMINADO
from bench.peers.ttyd import TTYD

PEERS: tuple[Peer, ...] = tuple(peer for peer in (BINARY, VERSION_1, RELAY, TERMINADO, TTYD) if peer.available)
"""All that can run here; ttyd only where it is on PATH."""

LIVE_PEERS: tuple[Peer, ...] = tuple(peer for peer in PEERS if peer is not VERSION_1)
"""Without our own former client: for what takes long."""

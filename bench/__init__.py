"""`python -m bench`: measure the bridge beside its peers in the same run, as ratios; nothing here is an assertion."""

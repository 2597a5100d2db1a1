"""Credit by parsed bytes."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.terminal.flow import DEFAULT_WINDOW, LOW_WATER, UNACKED_BOUND, Credit, Lag


def test_a_client_is_congested_at_its_window_and_clear_again_at_the_low_water_mark() -> None:
    credit = Credit(0)
    credit.on_sent(DEFAULT_WINDOW - 1)
    assert (credit.congested, credit.available) == (False, 1)
    credit.on_sent(DEFAULT_WINDOW)
    assert (credit.congested, credit.available) == (True, 0)
    credit.on_ack(DEFAULT_WINDOW - LOW_WATER - 1)
    assert credit.congested
    credit.on_ack(DEFAULT_WINDOW - LOW_WATER)
    assert (credit.congested, credit.available) == (False, DEFAULT_WINDOW - LOW_WATER)


def test_an_acknowledgement_of_more_than_was_sent_counts_as_all_of_it() -> None:
    credit = Credit(100)
    credit.on_sent(150)
    assert credit.on_ack(10**9)
    assert credit.acked == 150
    assert not credit.on_ack(120)


def test_a_replay_is_exempt() -> None:
    credit = Credit(0)
    credit.on_sent(DEFAULT_WINDOW)
    credit.reset(5_000_000)
    assert (credit.congested, credit.available) == (False, DEFAULT_WINDOW)


@given(st.integers(10_000, 1_000_000), st.lists(st.integers(1, 200_000), max_size=30))
def test_a_client_that_acknowledges_every_low_water_mark_never_stops_for_good(window: int, sizes: list[int]) -> None:
    credit, produced, parsed = Credit(0, window), sum(sizes), 0
    for _ in range(10 * (produced // min(LOW_WATER, window // 2) + len(sizes) + 10)):
        credit.on_sent(credit.sent + min(credit.available, produced - credit.sent))
        parsed = min(credit.sent, parsed + LOW_WATER)
        if parsed - credit.acked >= LOW_WATER or parsed == credit.sent:
            credit.on_ack(parsed)
    assert credit.sent == produced


def test_a_client_that_does_not_acknowledge_may_lag_by_the_bound_and_no_more() -> None:
    assert not Lag(0, UNACKED_BOUND).too_far(kept=2 * UNACKED_BOUND)
    assert Lag(0, UNACKED_BOUND + 1).too_far(kept=2 * UNACKED_BOUND)
    assert Lag(0, 1001).too_far(kept=1000)

"""Single-use tickets."""

from bridge.web.tickets import LIFETIME_SECONDS, Tickets


class StoppedClock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def unix_ms(self) -> int:
        raise NotImplementedError

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


def test_a_ticket_is_good_once() -> None:
    tickets = Tickets(StoppedClock())
    ticket = tickets.issue()
    assert tickets.redeem(ticket)
    assert not tickets.redeem(ticket)
    assert not tickets.redeem("")
    assert not tickets.redeem("\ud800")


def test_a_ticket_lives_a_minute() -> None:
    clock = StoppedClock()
    tickets = Tickets(clock)
    early, late = tickets.issue(), tickets.issue()
    clock.now = LIFETIME_SECONDS - 1
    assert tickets.redeem(early)
    clock.now = LIFETIME_SECONDS
    assert not tickets.redeem(late)


def test_of_too_many_the_oldest_is_void() -> None:
    tickets = Tickets(StoppedClock())
    issued = [tickets.issue() for _ in range(17)]
    assert not tickets.redeem(issued[0])
    assert all(tickets.redeem(ticket) for ticket in issued[1:])

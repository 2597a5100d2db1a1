"""News to every client that asked to hear of such things."""

from bridge.sessions.session import Session
from bridge.terminal.notices import Notification
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.services import Services


def sessions(services: Services) -> None:
    """One came, went or ended."""
    services.forget_uploads()
    services.tabs.changed()
    if services.is_editing:
        services.editing.forget_ended()
        services.editing.editor.on_change()
    everything = list(services.sessions)
    own = [session for session in everything if not session.earlier]
    for client in services.clients:
        if client.has("attach"):
            client.tell(translate.sessions_changed(everything if client.has("tabs") else own))


def agent_state(services: Services, session: Session) -> None:
    """The program in a session does something else now."""
    services.tabs.changed()
    for client in services.clients:
        agent_state_to(client, session)


def agent_state_to(client: Client, session: Session) -> None:
    """Tell one client what the program in a session does, if it wants to know."""
    if client.has("agentState"):
        client.tell_latest(session.spec.id, translate.agent_state(session))


def notification(services: Services, session: Session, notification: Notification) -> None:
    """The program in a session wants a person to see this."""
    news = translate.notification(session, notification)
    for client in services.clients:
        if client.has("agentState"):
            client.notify(news)

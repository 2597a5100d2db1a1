"""What each message does. One module a noun; `HANDLERS` in `web.dispatch` names them all."""

/** Every word the page says, in one place and ready to translate. */

export const strings = {
  productName: 'Agent Bridge',
  terminalLabel: 'Terminal',
  toolbarLabel: 'Terminal actions',

  status: {
    signedOut: 'Not signed in',
    connecting: 'Connecting',
    open: 'Connected',
    reconnecting: 'Reconnecting',
    reconnectingIn: (seconds: number) => `Reconnecting in ${seconds} s`,
    busy: 'Too many pages are open here',
    stopped: 'The bridge has stopped',
    refused: 'The bridge refused this page',
    tooOld: 'This bridge is too old for this page',
  },
  reconnectNow: 'Try again',

  search: 'Find in the terminal',
  searchPlaceholder: 'Find',
  searchNext: 'Next match',
  searchPrevious: 'Previous match',
  searchClose: 'Close the search',
  searchNoMatch: 'No match',
  searchMatch: (index: number, count: number) => `${index} of ${count}`,
  searchMany: (count: number) => `${count}+`,

  smaller: 'Smaller text',
  larger: 'Larger text',

  restart: 'Restart',
  restartLabel: 'Restart the agent',
  restartQuestion: 'Restart? What runs now is ended.',
  cancel: 'Cancel',
  dismiss: 'Dismiss',

  ended: (code: number) => `The agent ended (code ${code}).`,
  endedBySignal: (signal: string) => `The agent was ended by ${signal}.`,
  startFailed: (message: string) => `The agent could not be started: ${message}`,
  unreadable: (reason: string) => `The bridge said something this page does not understand: ${reason}.`,
  tooMuchWaiting: 'The agent is not ready: the paths were not inserted.',

  tokenTitle: 'Sign in to this bridge',
  tokenWhere:
    'Agent Bridge prints a line when it starts. Paste the value of "token" from it, or run this in a terminal for a link that signs in by itself:',
  tokenCommand: 'agent-bridge open',
  tokenLabel: 'Token',
  tokenSubmit: 'Connect',
  tokenWrong: 'This token is not valid for this bridge.',
  ticketSpent: 'This link was used before, or is older than a minute.',
} as const;

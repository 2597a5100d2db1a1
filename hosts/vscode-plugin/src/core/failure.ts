/** Everything that can go wrong on the way to a page, and what a person is told and offered. */

import type { BinaryOrigin } from './binary';
import { originText } from './binary';
import { endingText } from './restarts';
import type { Ending } from './restarts';

export type Failure =
  | { kind: 'untrusted' }
  | { kind: 'missing'; looked: readonly string[]; origin: BinaryOrigin | null; target: string | null }
  | { kind: 'notExecutable'; path: string; origin: BinaryOrigin }
  | { kind: 'damaged'; path: string; reason: 'sum' | 'noSum' }
  | { kind: 'blocked'; path: string; reason: string; system: string }
  | { kind: 'silent'; path: string; seconds: number; tail: string }
  | { kind: 'endedAtStart'; path: string; ending: Ending; tail: string; couldUnpack: boolean }
  | { kind: 'usage'; path: string; tail: string }
  | { kind: 'tooOld'; path: string; origin: BinaryOrigin; reason: string }
  | { kind: 'died'; ending: Ending; tail: string }
  | { kind: 'unreachable'; address: string; isRemote: boolean };

export const ACTIONS = [
  'manageTrust',
  'startAnyway',
  'retry',
  'chooseBinary',
  'clearBinary',
  'makeExecutable',
  'reinstall',
  'waitLonger',
  'showLog',
  'doctor',
  'openSettings',
  'openInBrowser',
  'forwardPorts',
  'antivirus',
] as const;
export type Action = (typeof ACTIONS)[number];

export const ACTION_LABELS: Readonly<Record<Action, string>> = {
  manageTrust: 'Manage Workspace Trust',
  startAnyway: 'Start Anyway',
  retry: 'Try Again',
  chooseBinary: 'Choose the Program…',
  clearBinary: 'Clear the Setting',
  makeExecutable: 'Make It Executable',
  reinstall: 'Reinstall the Extension',
  waitLonger: 'Wait up to a Minute',
  showLog: 'Show Log',
  doctor: 'Run Doctor',
  openSettings: 'Open Settings',
  openInBrowser: 'Open in Browser',
  forwardPorts: 'Show Forwarded Ports',
  antivirus: 'About Antivirus Programs',
};

/** What is shown in place of the page. The first action is the one that most likely helps. */
export interface Notice {
  title: string;
  detail: string;
  /** The last lines of the bridge's log; empty where they say nothing. */
  log: string;
  actions: Action[];
}

type Told<K extends Failure['kind']> = (failure: Extract<Failure, { kind: K }>) => Notice;

const TOLD: { [K in Failure['kind']]: Told<K> } = {
  untrusted: () => ({
    title: 'This workspace is not trusted',
    detail:
      'An agent reads the files of its workspace and can be led by what stands in them. None is started in Restricted Mode unless you ask for it; settings of the workspace are not used then.',
    log: '',
    actions: ['manageTrust', 'startAnyway'],
  }),
  missing: ({ looked, origin, target }) => ({
    title: 'The agent-bridge program was not found',
    detail: [missingDetail(origin, target), ...looked.map((path) => `• ${path}`)].join('\n'),
    log: '',
    actions: origin === null ? ['chooseBinary', 'reinstall', 'retry'] : ['chooseBinary', 'clearBinary', 'retry'],
  }),
  notExecutable: ({ path, origin }) => ({
    title: 'The agent-bridge program may not be executed',
    detail: `${path} (from ${originText(origin)}) is there, but is not marked as a program that may be started.`,
    log: '',
    actions: ['makeExecutable', 'chooseBinary', 'retry'],
  }),
  damaged: ({ path, reason }) => ({
    title: 'The agent-bridge program is damaged',
    detail:
      reason === 'sum'
        ? `${path} is damaged (its SHA-256 is not the one it was shipped with), so it is not started. Reinstall the extension; if an antivirus program has changed or removed it, make an exception for it.`
        : `The checksum of ${path} is missing beside it, so it is not started. Reinstall the extension.`,
    log: '',
    actions: ['reinstall', 'antivirus', 'retry'],
  }),
  blocked: ({ path, reason, system }) => ({
    title: 'The system did not start agent-bridge',
    detail: `${path}: ${reason}. ${blockedHint(system)}`,
    log: '',
    actions: ['retry', 'antivirus', 'chooseBinary', 'showLog'],
  }),
  silent: ({ path, seconds, tail }) => ({
    title: `The bridge did not answer within ${seconds} s`,
    detail: `${path} was started and ended again, because it did not say where it listens. An antivirus program that looks at it first can take that long.`,
    log: tail,
    actions: ['retry', 'waitLonger', 'showLog', 'doctor'],
  }),
  endedAtStart: ({ path, ending, tail, couldUnpack }) => ({
    title: 'The bridge ended as it started',
    detail: couldUnpack
      ? `${path} ${endingText(ending)} before it was ready.`
      : `${path} could not unpack itself into the temporary folder.`,
    log: tail,
    actions: ['retry', 'showLog', 'doctor', 'chooseBinary'],
  }),
  usage: ({ path, tail }) => ({
    title: 'The bridge does not understand its settings',
    detail: `${path} says what is wrong below. A program that is older than this extension may not know a setting yet.`,
    log: tail,
    actions: ['openSettings', 'retry', 'showLog'],
  }),
  tooOld: ({ path, origin, reason }) => ({
    title: 'This agent-bridge is too old for the extension',
    detail: `${path} (from ${originText(origin)}): ${reason}. Update it, or clear the setting to use the one that came with the extension.`,
    log: '',
    actions: origin === 'setting' ? ['clearBinary', 'retry', 'showLog'] : ['chooseBinary', 'retry', 'showLog'],
  }),
  died: ({ ending, tail }) => ({
    title: 'The bridge keeps ending',
    detail: `It ${endingText(ending)}, was started again three times within a minute, and ended each time. What it says last is below.`,
    log: tail,
    actions: ['retry', 'showLog', 'doctor'],
  }),
  unreachable: ({ address, isRemote }) => ({
    title: 'The page of the bridge cannot be reached',
    detail: isRemote
      ? `The bridge runs on the remote machine, but ${address} does not answer here. Its port has to be forwarded to this machine.`
      : `The bridge runs, but ${address} does not answer. A firewall, a proxy for all addresses or an antivirus program may block it.`,
    log: '',
    actions: isRemote ? ['retry', 'forwardPorts', 'openInBrowser', 'showLog'] : ['retry', 'openInBrowser', 'showLog'],
  }),
};

export function noticeOf(failure: Failure): Notice {
  return (TOLD[failure.kind] as (failure: Failure) => Notice)(failure);
}

function missingDetail(origin: BinaryOrigin | null, target: string | null): string {
  if (origin !== null) return `${capitalised(originText(origin))} names a file that is not there:`;
  if (target === null) return 'This extension has none for this system, and PATH has none. Looked for:';
  return 'An antivirus program may have removed it, or the extension was made for another system. Looked for:';
}

function blockedHint(system: string): string {
  if (system === 'darwin')
    return 'macOS may hold back a program it has not checked: see Privacy & Security in System Settings.';
  if (system === 'win32') return 'An antivirus program or a policy may hold it back.';
  return 'The folder may be mounted noexec, or a policy holds it back.';
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

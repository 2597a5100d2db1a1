/** What the person has set, read when it is needed. */

import * as vscode from 'vscode';

import { shareLevelOf } from './core/shared_context';
import type { ShareLevel } from './core/shared_context';

export const SECTION = 'agentBridge';

const MIN_FONT_SIZE = 8;
const MAX_FONT_SIZE = 72;

export interface Settings {
  command: string;
  environment: Record<string, string>;
  binary: string;
  fontFamily: string | null;
  fontSize: number | null;
  shareContext: ShareLevel;
  sendProblems: boolean;
  notify: boolean;
  workbenchKeys: string[];
  reloadSeconds: number;
  startSeconds: number;
  logLevel: string;
}

/** In Restricted Mode the editor itself leaves out what a workspace says about programs. */
export function readSettings(): Settings {
  const own = vscode.workspace.getConfiguration(SECTION, vscode.workspace.workspaceFolders?.[0]?.uri);
  const terminal = vscode.workspace.getConfiguration('terminal.integrated');
  const editor = vscode.workspace.getConfiguration('editor');
  return {
    command: own.get('command', '').trim(),
    environment: textsOf(own.get<unknown>('environment')),
    binary: own.get('binary', '').trim(),
    fontFamily: firstText(own.get('fontFamily'), terminal.get('fontFamily'), editor.get('fontFamily')),
    fontSize: firstSize(own.get('fontSize'), terminal.get('fontSize'), editor.get('fontSize')),
    shareContext: shareLevelOf(own.get('shareContext')),
    sendProblems: own.get('sendProblems', true),
    notify: own.get('notify', true),
    workbenchKeys: own.get<string[]>('workbenchKeys', []).filter((key) => typeof key === 'string'),
    reloadSeconds: Math.round(own.get('reloadSeconds', 4)),
    startSeconds: own.get('startSeconds', 10),
    logLevel: own.get('logLevel', 'info'),
  };
}

export async function writeSetting(key: keyof Settings, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration(SECTION).update(key, value, vscode.ConfigurationTarget.Global);
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

function firstText(...values: unknown[]): string | null {
  return values.find((value): value is string => typeof value === 'string' && value.trim() !== '') ?? null;
}

function firstSize(...values: unknown[]): number | null {
  const size = values.find((value): value is number => typeof value === 'number' && value > 0);
  return size === undefined ? null : Math.min(Math.max(Math.round(size), MIN_FONT_SIZE), MAX_FONT_SIZE);
}

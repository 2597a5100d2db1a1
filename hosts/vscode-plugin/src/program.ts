/** Runs the bridge's program for an answer: which agents there are, a link, a report. */

import { execFile } from 'node:child_process';

import { parseAgents } from './core/agents';
import type { KnownAgent } from './core/agents';
import type { WindowBridge } from './window_bridge';

const LIMIT_MS = 60_000;
const MAX_BYTES = 4 * 1024 * 1024;

export type Answer = { text: string } | { error: string };

/** What it prints; an error in words where it cannot be run or fails. */
export async function ask(bridge: WindowBridge, ...args: string[]): Promise<Answer> {
  const search = await bridge.find();
  if ('failure' in search) return { error: 'The agent-bridge program was not found, or may not be started.' };
  return new Promise((resolve) => {
    const options = { cwd: bridge.folder, env: bridge.environment(), timeout: LIMIT_MS, maxBuffer: MAX_BYTES };
    const child = execFile(search.found.path, args, { ...options, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null || stdout.trim() !== '') resolve({ text: stdout });
      else resolve({ error: stderr.trim() === '' ? error.message : stderr.trim() });
    });
    child.stdin?.end();
  });
}

/** The agents the bridge knows; empty where it cannot be asked. */
export async function listAgents(bridge: WindowBridge): Promise<KnownAgent[]> {
  const answer = await ask(bridge, 'agents', '--json');
  return 'text' in answer ? parseAgents(answer.text) : [];
}

/** The agents of this machine, as `agent-bridge agents --json` lists them. */

export interface KnownAgent {
  id: string;
  name: string;
  /** null: not found. */
  path: string | null;
  version: string;
  /** How to get it, where it was not found; a command, or words. */
  install: string;
}

/** Found ones first, each in the order of the list; empty for what is no list. */
export function parseAgents(text: string): KnownAgent[] {
  const value = objectIn(text);
  const found = rows(value?.['found']).map((row) => agentOf(row, textOf(row['path'])));
  const missing = rows(value?.['missing']).map((row) => agentOf(row, null));
  return [...found, ...missing].filter((agent) => agent.id !== '');
}

/** Whether the words are a command that can be typed into a terminal. */
export function isCommand(install: string): boolean {
  return /^(?:npm|npx|pip|pipx|uv|brew|curl|winget|scoop)\s/.test(install);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function rows(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null);
}

function agentOf(row: Record<string, unknown>, path: string | null): KnownAgent {
  const id = textOf(row['id']);
  const name = textOf(row['name']);
  return { id, name: name === '' ? id : name, path, version: textOf(row['version']), install: textOf(row['install']) };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

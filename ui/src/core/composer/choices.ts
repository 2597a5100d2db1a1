/** What the picker offers: the editor's files first, then what the workspace has; each once. */

import type { SearchHit, SlashCommand } from '../protocol';
import type { Chip, LineRange } from './chip';
import { chipOf, inWorkspace } from './path_spec';

export type Group = 'current' | 'open' | 'found' | 'commands' | 'upload';

export interface ChipChoice {
  kind: 'chip';
  group: Group;
  chip: Chip;
  name: string;
  folder: string;
  /** Which characters of the path were typed, as the bridge found them. */
  positions?: readonly number[];
}

export type Choice =
  ChipChoice | { kind: 'command'; group: Group; command: SlashCommand } | { kind: 'upload'; group: Group };

export interface FileSources {
  currentFile: string | null;
  /** Those that match, as the bridge found them. */
  opened: readonly SearchHit[];
  results: readonly SearchHit[];
  workspace: string;
  lines: LineRange | undefined;
  query: string;
}

const MOST_OPEN = 5;

export function fileChoices(sources: FileSources): Choice[] {
  const seen = new Set<string>();
  const choices: Choice[] = [];
  const add = (group: Group, { path, isDir, positions }: Omit<SearchHit, 'short'>): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const choice = choiceOf(group, path, isDir, sources.lines);
    choices.push(positions === undefined ? choice : { ...choice, positions });
  };
  const current = sources.currentFile === null ? undefined : inWorkspace(sources.currentFile, sources.workspace);
  if (current !== undefined && matches(current, sources)) add('current', { path: current, isDir: false });
  for (const hit of sources.opened.slice(0, MOST_OPEN)) add('open', hit);
  for (const hit of sources.results) add('found', hit);
  if (sources.query === '') choices.push({ kind: 'upload', group: 'upload' });
  return choices;
}

/** The current file counts while nothing is typed, and then if the bridge found it among the open ones. */
function matches(path: string, { query, opened, results }: FileSources): boolean {
  if (query === '') return true;
  if (opened.some((hit) => hit.path === path) || results.some((hit) => hit.path === path)) return true;
  return path.toLowerCase().includes(query.toLowerCase());
}

function choiceOf(group: Group, path: string, isDir: boolean, lines: LineRange | undefined): ChipChoice {
  const chip = chipOf({ path: isDir ? `${path}/` : path, ...(lines === undefined || isDir ? {} : { lines }) });
  const cut = chip.path.lastIndexOf('/');
  return { kind: 'chip', group, chip, name: chip.path.slice(cut + 1), folder: cut > 0 ? chip.path.slice(0, cut) : '' };
}

const MOST_COMMANDS = 50;

/** Commands whose name starts with what was typed, then those that hold it. */
export function commandChoices(commands: readonly SlashCommand[], query: string): Choice[] {
  const typed = query.toLowerCase();
  const rank = (command: SlashCommand): number => {
    const name = command.name.toLowerCase();
    return name.startsWith(typed) ? 0 : name.includes(typed) ? 1 : 2;
  };
  return commands
    .filter((command) => rank(command) < 2)
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, MOST_COMMANDS)
    .map((command) => ({ kind: 'command', group: 'commands', command }));
}

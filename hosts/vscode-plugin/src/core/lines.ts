/** Lines of a selection, and prompts about them. */

import type { LineRange } from '@page/channel';

export interface Span {
  startLine: number;
  endLine: number;
  endCharacter: number;
}

/** The lines a selection touches. One that ends before the first character of a line does not touch that line. */
export function linesOf({ startLine, endLine, endCharacter }: Span): LineRange {
  const end = endLine > startLine && endCharacter === 0 ? endLine - 1 : endLine;
  return { start: startLine, end };
}

/** Ranges of several cursors: sorted; those that touch or overlap are one. */
export function mergeRanges(ranges: readonly LineRange[]): LineRange[] {
  const merged: LineRange[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end + 1) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

export interface Problem {
  line: number;
  severity: string;
  message: string;
  source: string;
}

const MAX_PROBLEMS = 20;

/** "Explain" or "Fix" and what is to be explained or fixed, each problem on a line of its own. */
export function problemPrompt(task: 'explain' | 'fix', problems: readonly Problem[]): string {
  const many = problems.length > 1;
  const [what, these] = many ? ['problems', 'these'] : ['problem', 'this'];
  const first = task === 'explain' ? `Explain ${these} ${what}` : `Fix ${these} ${what}, and nothing else`;
  const lines = problems.slice(0, MAX_PROBLEMS).map(({ line, severity, message, source }) => {
    const from = source === '' ? '' : ` [${source}]`;
    return `- line ${line + 1}, ${severity}${from}: ${message.replace(/\s+/g, ' ').trim()}`;
  });
  return `${first}:\n${lines.join('\n')}`;
}

/** A file, folder, image or upload in a prompt, and how its ranges of lines meet. */

/** 0-based indexes, both ends included, as on the wire. */
export interface LineRange {
  start: number;
  end: number;
}

export interface Chip {
  kind: 'file' | 'folder' | 'image' | 'upload';
  /** Relative to the workspace, or absolute; of an upload its name. */
  path: string;
  lines?: LineRange;
  /** The content goes along with the next prompt. */
  checked: boolean;
  /** What the bridge calls an upload; undefined for what lies on its disk anyway. */
  uploadId?: string;
}

/** Whether both name the same file, whatever lines of it. */
export function sameFile(one: Chip, other: Chip): boolean {
  return one.path === other.path && one.uploadId === other.uploadId;
}

/** What both ranges hold as one range, if one lies in the other; no range is the whole file. */
export function nested(one: LineRange | undefined, other: LineRange | undefined): LineRange | 'whole' | undefined {
  if (one === undefined || other === undefined) return 'whole';
  if (one.start <= other.start && one.end >= other.end) return one;
  if (other.start <= one.start && other.end >= one.end) return other;
  return undefined;
}

/** `chip` with what `other` adds, if the lines of one lie in those of the other; else undefined. */
export function merged(chip: Chip, other: Chip): Chip | undefined {
  if (!sameFile(chip, other)) return undefined;
  const lines = nested(chip.lines, other.lines);
  if (lines === undefined) return undefined;
  return { ...withLines(chip, lines === 'whole' ? undefined : lines), checked: chip.checked || other.checked };
}

/** All of them, each file and range once: what lies in another range is part of it. */
export function mergedAll(chips: readonly Chip[]): Chip[] {
  let kept: Chip[] = [];
  for (const chip of chips) {
    let growing = chip;
    const apart: Chip[] = [];
    for (const other of kept) {
      const both = merged(other, growing);
      if (both === undefined) apart.push(other);
      else growing = both;
    }
    kept = [...apart, growing];
  }
  return kept;
}

export function withLines(chip: Chip, lines: LineRange | undefined): Chip {
  const whole = { ...chip };
  delete whole.lines;
  return lines === undefined ? whole : { ...whole, lines };
}

/** The last segment of the path: what a chip shows. */
export function chipName(chip: Chip): string {
  const trimmed = chip.path.replace(/[\\/]+$/, '');
  return trimmed.slice(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1) || chip.path;
}

/** The lines as editors count them: `10-25`, `10`; empty for the whole file. */
export function linesLabel(lines: LineRange | undefined): string {
  if (lines === undefined) return '';
  const [first, last] = [lines.start + 1, lines.end + 1];
  return first === last ? `${first}` : `${first}-${last}`;
}

/** The chip as text, for whoever knows no chips: `src/app.py:10-25`. */
export function chipText(chip: Chip): string {
  const lines = linesLabel(chip.lines);
  return lines === '' ? chip.path : `${chip.path}:${lines}`;
}

/** The path as hosts and version 1 have it: `:start-end`, 0-based. */
export function hostPath(chip: Chip): string {
  return chip.lines === undefined ? chip.path : `${chip.path}:${chip.lines.start}-${chip.lines.end}`;
}

/** Whether a checkbox makes sense: there is no content of a folder, and an image goes along in any case. */
export function canBeChecked(chip: Chip): boolean {
  return chip.kind === 'file' || chip.kind === 'upload';
}

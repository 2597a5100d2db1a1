/** Addresses of what an agent proposes: documents that are in no file. */

export const DIFF_SCHEME = 'agent-bridge-diff';

export type DiffSide = 'original' | 'proposed';

export interface DiffPlace {
  diffId: string;
  side: DiffSide;
}

/** `/<id>/<side>/<name>`: the name of the file at the end decides on its language. */
export function diffPath({ diffId, side }: DiffPlace, file: string): string {
  const name = file.split(/[\\/]/).at(-1) ?? 'file';
  return `/${encodeURIComponent(diffId)}/${side}/${name === '' ? 'file' : name}`;
}

export function diffPlaceOf(path: string): DiffPlace | undefined {
  const [, diffId, side] = path.split('/');
  if (diffId === undefined || diffId === '' || (side !== 'original' && side !== 'proposed')) return undefined;
  return { diffId: decodeURIComponent(diffId), side };
}

/** What stands on the tab. */
export function diffTitle(path: string, agent: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return `${name} (${agent === '' ? 'proposed' : `proposed by ${agent}`})`;
}

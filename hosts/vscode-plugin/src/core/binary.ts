/** Which program to start, and whether it is the one that was shipped. */

export interface Platform {
  /** `process.platform` */
  system: string;
  /** `process.arch` */
  arch: string;
}

export type BinaryOrigin = 'environment' | 'setting' | 'bundled' | 'path';

export interface Candidate {
  origin: BinaryOrigin;
  path: string;
  /** Nothing else is tried when this one cannot be started: somebody chose it. */
  isFinal: boolean;
}

export interface BinaryPlaces {
  /** `AGENT_BRIDGE_BIN` */
  environment: string | undefined;
  /** `agentBridge.binary` */
  setting: string;
  /** The extension's own folder. */
  extension: string;
  /** `PATH` */
  searchPath: string | undefined;
  platform: Platform;
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'macos', win32: 'windows' };
const MACHINES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** `linux-x86_64`; undefined where no binary is built for it. */
export function targetOf({ system, arch }: Platform): string | undefined {
  const os = SYSTEMS[system];
  const machine = MACHINES[arch];
  return os === undefined || machine === undefined ? undefined : `${os}-${machine}`;
}

export function programName(platform: Platform): string {
  return platform.system === 'win32' ? 'agent-bridge.exe' : 'agent-bridge';
}

/** Where to look, best first. What somebody named comes alone. */
export function candidates(places: BinaryPlaces): Candidate[] {
  const { environment, setting, platform } = places;
  if (environment !== undefined && environment.trim() !== '') {
    return [{ origin: 'environment', path: environment.trim(), isFinal: true }];
  }
  if (setting.trim() !== '') return [{ origin: 'setting', path: setting.trim(), isFinal: true }];
  return [...bundled(places), ...onPath(places.searchPath ?? '', platform)];
}

function bundled({ extension, platform }: BinaryPlaces): Candidate[] {
  const target = targetOf(platform);
  if (target === undefined) return [];
  const path = joined(platform, extension, 'bin', target, programName(platform));
  return [{ origin: 'bundled', path, isFinal: false }];
}

function onPath(searchPath: string, platform: Platform): Candidate[] {
  const folders = searchPath.split(platform.system === 'win32' ? ';' : ':');
  // An empty entry means the current folder, from which no program is started.
  return folders
    .filter((folder) => folder.trim() !== '' && isAbsolute(folder, platform))
    .map((folder) => ({ origin: 'path', path: joined(platform, folder, programName(platform)), isFinal: false }));
}

export function isAbsolute(path: string, platform: Platform): boolean {
  return platform.system === 'win32' ? /^(?:[a-z]:[\\/]|\\\\)/i.test(path) : path.startsWith('/');
}

function joined(platform: Platform, ...parts: string[]): string {
  return parts.join(platform.system === 'win32' ? '\\' : '/');
}

/** The sum of one file in a SHA256SUMS; undefined where it has no line. */
export function sumOf(sums: string, name: string): string | undefined {
  for (const line of sums.split('\n')) {
    const [, sum, file] = /^([0-9a-f]{64}) [ *](.+?)\r?$/i.exec(line) ?? [];
    if (file === name) return sum?.toLowerCase();
  }
  return undefined;
}

/** In words, for messages. */
export function originText(origin: BinaryOrigin): string {
  switch (origin) {
    case 'environment':
      return 'the environment variable AGENT_BRIDGE_BIN';
    case 'setting':
      return 'the setting agentBridge.binary';
    case 'bundled':
      return 'this extension';
    case 'path':
      return 'PATH';
  }
}

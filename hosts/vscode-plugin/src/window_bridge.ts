/** The one bridge of this window: the editor's part of its life (settings, trust, addresses), and its state for the panels. */

import { createServer } from 'node:net';
import { homedir } from 'node:os';

import * as vscode from 'vscode';

import { BinaryFinder } from './bridge/finder';
import type { Found, Search } from './bridge/finder';
import { BridgeLife } from './bridge/life';
import type { LifeState } from './bridge/life';
import { BridgeNotes } from './bridge/notes';
import type { StartOptions } from './bridge/process';
import type { BinaryPlaces } from './core/binary';
import { isOnThisMachine, originsToAllow } from './core/origins';
import type { ReadyLine } from './core/ready_line';
import { readSettings } from './settings';

const LOOPBACK = '127.0.0.1';

export class WindowBridge implements vscode.Disposable {
  readonly onChange: vscode.Event<LifeState>;
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #finder: BinaryFinder;
  readonly #life: BridgeLife;
  readonly #changed = new vscode.EventEmitter<LifeState>();
  #frames: readonly string[] = [];
  #maySkipTrust = false;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    this.onChange = this.#changed.event;
    this.#finder = new BinaryFinder(vscode.Uri.joinPath(context.globalStorageUri, 'programs').fsPath);
    const notes = new BridgeNotes(
      vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'bridges').fsPath,
    );
    this.#life = new BridgeLife({
      takeOver: () => notes.takeOver(),
      started: (line) => notes.keep(line),
      find: () => this.#find(),
      options: (found) => this.#options(found),
      log: (line) => {
        log.info(line);
      },
      changed: (state) => {
        this.#say(state);
        this.#changed.fire(state);
      },
      now: () => performance.now(),
    });
    if (vscode.workspace.isTrusted) this.#life.resume();
    context.subscriptions.push(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        if (this.state.name === 'failed' && this.state.failure.kind === 'untrusted') void this.#life.start();
      }),
    );
  }

  get state(): LifeState {
    return this.#life.state;
  }

  /** The folder the agents work in: the first of the workspace, else the person's own. */
  get folder(): string {
    return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  }

  /** A panel wants the page. `frames`: the origins that frame the panel. */
  async ensure(frames: readonly string[]): Promise<void> {
    this.#frames = frames;
    await this.#life.ensure();
  }

  start(): Promise<void> {
    return this.#life.start();
  }

  restart(): Promise<void> {
    return this.#life.restart();
  }

  /** The person wants an agent here although the workspace is not trusted. */
  async startAnyway(): Promise<void> {
    this.#maySkipTrust = true;
    await this.#life.start();
  }

  /**
   * The page's addresses as the editor's window may reach it, best first. VS Code in a browser of this machine reaches it
   * directly; where that browser only looks so (a tunnel for the workbench alone), and everywhere else, by the way the
   * editor knows to another machine.
   */
  async pageAddresses({ uiBase }: ReadyLine): Promise<string[]> {
    const outside = async (): Promise<string> =>
      (await vscode.env.asExternalUri(vscode.Uri.parse(uiBase, true))).toString(true);
    return this.#isDirect ? [uiBase, await outside()] : [await outside()];
  }

  /** The program, as it would be started. */
  async find(): Promise<Search> {
    return this.#finder.find(this.#places());
  }

  /** What the program's process gets, besides the editor's own. */
  environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...readSettings().environment };
  }

  dispose(): void {
    this.#life.dispose();
    this.#changed.dispose();
  }

  async #find(): Promise<Search> {
    if (!vscode.workspace.isTrusted && !this.#maySkipTrust) return { failure: { kind: 'untrusted' } };
    return this.find();
  }

  #places(): BinaryPlaces {
    return {
      environment: process.env['AGENT_BRIDGE_BIN'],
      setting: readSettings().binary,
      extension: this.#context.extensionUri.fsPath,
      searchPath: process.env['PATH'],
      platform: { system: process.platform, arch: process.arch },
    };
  }

  async #options({ path, candidate }: Found): Promise<Omit<StartOptions, 'path' | 'onLogLine'>> {
    const settings = readSettings();
    const { port, origins } = await this.#address();
    this.#log.info(`starting ${path} (from ${candidate.origin}) in ${this.folder}`);
    return {
      arguments: [
        ...['--http', `${LOOPBACK}:${port}`, '--serve-ui', '--print-conn-json', '--exit-with-parent', 'on'],
        ...origins.flatMap((origin) => ['--allow-origin', origin]),
        ...(settings.command === '' ? [] : ['--cmd', settings.command]),
        ...(settings.logLevel === 'info' ? [] : ['--log-level', settings.logLevel]),
      ],
      cwd: this.folder,
      // A variable and not a flag: a bridge that is older than this setting passes it over.
      environment: { ...this.environment(), AGENT_BRIDGE_HOST_GRACE: `${settings.reloadSeconds}` },
      readyMs: settings.startSeconds * 1000,
    };
  }

  /** Behind a proxy the page has another origin, which has to be known before the bridge starts: then the port is, too. */
  async #address(): Promise<{ port: number; origins: string[] }> {
    const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
    if (isHere || this.#isDirect) return { port: 0, origins: originsToAllow(this.#frames, '', '') };
    const port = await freePort();
    const own = `http://${LOOPBACK}:${port}/`;
    const external = await vscode.env.asExternalUri(vscode.Uri.parse(own, true));
    return { port, origins: originsToAllow(this.#frames, own, external.toString(true)) };
  }

  get #isDirect(): boolean {
    return vscode.env.uiKind === vscode.UIKind.Web && isOnThisMachine(this.#frames);
  }

  #say(state: LifeState): void {
    if (state.name === 'running') this.#log.info(`ready: ${state.line.version} on port ${state.line.port}`);
    else if (state.name === 'failed') this.#log.error(`failed: ${state.failure.kind}`);
    else if (state.name === 'restarting') this.#log.warn(`the bridge has died: ${JSON.stringify(state.ending)}`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

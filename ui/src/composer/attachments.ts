/** Files on their way into a prompt: pasted, dropped, chosen; by path where there is one, else uploaded. */

import type { Chip } from '../core/composer/chip';
import { chipOf, inWorkspace, isAbsolute, maybeRelativePath, pastedPaths } from '../core/composer/path_spec';
import type { PathSpec } from '../core/composer/path_spec';
import type { ServerMessage } from '../core/protocol';
import type { Page } from '../view/page';
import { strings } from '../view/strings';
import type { Transferred } from './transfer';
import { uploadFile } from './uploads';

export interface AttachmentPorts {
  insert(parts: readonly (string | Chip)[], range?: { from: number; to: number }): void;
  /** Where `text` stands right before the cursor, if it still does. */
  placeOf(text: string): { from: number; to: number } | undefined;
  /** How many are being uploaded, and a line about it. */
  uploadsChanged(count: number, news: string): void;
}

/** A person gave these files; the bridge may give their content to the agent, wherever they lie. */
export function allow(page: Page, paths: readonly string[]): void {
  if (paths.length > 0) page.send({ type: 'allowPaths', paths: [...paths] });
}

/** Other parts of the page number their own requests, from 1. */
const FIRST_REQUEST = 1_000_000_000;
const MOST_FILES = 20;

export class Attachments {
  readonly #page: Page;
  readonly #ports: AttachmentPorts;
  #uploading = 0;
  #requests = FIRST_REQUEST;
  #asked: { id: number; text: string; spec: PathSpec } | undefined;
  workspace = '';

  constructor(page: Page, ports: AttachmentPorts) {
    this.#page = page;
    this.#ports = ports;
  }

  get isUploading(): boolean {
    return this.#uploading > 0;
  }

  /** True: everything in it was taken; false: it is text, or nothing for us. */
  paste(data: Transferred): boolean {
    if (data.parts !== undefined) {
      this.#ports.insert(data.parts);
      return true;
    }
    if (this.#take(data, data.text === '')) return true;
    const paths = pastedPaths(data.text);
    if (paths !== undefined) {
      this.addPaths(paths);
      return true;
    }
    this.#askFor(data.text);
    return false;
  }

  drop(data: Transferred): boolean {
    return this.#take(data, true);
  }

  addPaths(specs: readonly PathSpec[]): void {
    if (specs.length === 0) return;
    allow(
      this.#page,
      specs.map((spec) => spec.path).filter((path) => isAbsolute(path)),
    );
    this.#ports.insert(specs.map((spec) => chipOf({ ...spec, path: inWorkspace(spec.path, this.workspace) })));
  }

  async upload(files: readonly File[]): Promise<void> {
    for (const file of files.slice(0, MOST_FILES)) {
      this.#count(1, file.name);
      try {
        const { sessionId } = this.#page;
        const token = this.#page.token();
        if (sessionId === undefined || token === undefined) throw new Error(strings.composer.uploadNoSession);
        this.#ports.insert([await uploadFile(file, { sessionId, token }, file.type.startsWith('image/'))]);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.#page.say(strings.composer.uploadFailed(file.name, why));
      } finally {
        this.#count(-1, '');
      }
    }
  }

  receive(message: ServerMessage): void {
    if (message.type !== 'pathsChecked' || message.requestId !== this.#asked?.id) return;
    const { text, spec } = this.#asked;
    this.#asked = undefined;
    const found = message.found[0];
    const place = found === undefined ? undefined : this.#ports.placeOf(text);
    if (found === undefined || place === undefined) return;
    const path = found.isDir ? `${found.path}/` : found.path;
    this.#ports.insert([chipOf({ ...spec, path })], place);
  }

  #take(data: Transferred, withFiles: boolean): boolean {
    if (data.paths.length > 0) {
      this.addPaths(data.paths);
      return true;
    }
    if (data.uris.length > 0 && this.#page.hostHears('dropUris')) {
      this.#page.tellHost({ type: 'dropUris', uris: data.uris });
      return true;
    }
    if (!withFiles) return false;
    for (const name of data.folders) {
      this.#page.say(strings.composer.uploadFailed(name, strings.composer.uploadFolder));
    }
    if (data.files.length > 0) void this.upload(data.files);
    return data.files.length > 0 || data.folders.length > 0;
  }

  /** The text is pasted as it is; if it names a file of the workspace, a chip takes its place. */
  #askFor(text: string): void {
    const spec = maybeRelativePath(text);
    const { sessionId } = this.#page;
    if (spec === undefined || sessionId === undefined) return;
    this.#requests += 1;
    const asked = this.#page.send({
      type: 'checkPaths',
      requestId: this.#requests,
      sessionId,
      paths: [spec.path],
    });
    this.#asked = asked ? { id: this.#requests, text: text.trim(), spec } : undefined;
  }

  #count(step: 1 | -1, name: string): void {
    this.#uploading += step;
    this.#ports.uploadsChanged(this.#uploading, this.#uploading > 0 ? strings.composer.uploading(name) : '');
  }
}

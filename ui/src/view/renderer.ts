/** What draws the terminal: WebGL, and after its first failure the DOM, for as long as this tab lives. */

import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';

import { readSetting, writeSetting } from '../host/storage';

/** Kept per tab: a driver that lost a context once will again, but a new tab may try its luck. */
const KEY = 'agent-bridge.renderer';

export class Renderer {
  readonly #terminal: Terminal;
  readonly #onFallBack: () => void;
  #webgl: WebglAddon | undefined;

  /** `onFallBack`: cells have another width now. */
  constructor(terminal: Terminal, onFallBack: () => void) {
    this.#terminal = terminal;
    this.#onFallBack = onFallBack;
  }

  get kind(): 'webgl' | 'dom' {
    return this.#webgl === undefined ? 'dom' : 'webgl';
  }

  /** The terminal is open and in sight. */
  start(): void {
    if (this.#webgl !== undefined) return;
    if (readSetting('sessionStorage', KEY) === 'dom' || !hasGraphicsProcessor()) return;
    const webgl = new WebglAddon();
    try {
      webgl.onContextLoss(() => {
        this.#fallBack();
      });
      this.#terminal.loadAddon(webgl);
      this.#webgl = webgl;
      this.adjustSpacing();
    } catch {
      this.#webgl = webgl;
      this.#fallBack();
    }
  }

  /** It is out of sight: the context is given back, without a word about a failure. */
  stop(): void {
    const webgl = this.#webgl;
    this.#webgl = undefined;
    takeDown(webgl);
  }

  /**
   * WebGL cells are whole device pixels wide, rounded down: a font of 7.8 pixels would be squeezed into 7. One pixel of
   * letter spacing rounds to the nearest instead. Call after font or screen changed.
   */
  adjustSpacing(): void {
    const { fontSize, fontFamily } = this.#terminal.options;
    const canvas = document.createElement('canvas').getContext('2d');
    let spacing = 0;
    if (this.#webgl !== undefined && canvas !== null) {
      canvas.font = `${fontSize ?? 0}px ${fontFamily ?? ''}`;
      const width = canvas.measureText('W').width * window.devicePixelRatio;
      spacing = Math.round(width) - Math.floor(width);
    }
    if (this.#terminal.options.letterSpacing !== spacing) this.#terminal.options.letterSpacing = spacing;
  }

  #fallBack(): void {
    const webgl = this.#webgl;
    if (webgl === undefined) return;
    this.#webgl = undefined;
    writeSetting('sessionStorage', KEY, 'dom');
    takeDown(webgl);
    this.adjustSpacing();
    this.#onFallBack();
  }
}

let graphicsProcessor: boolean | undefined;

/** WebGL on the main processor draws two to three times slower than the DOM: remote desktops, virtual machines. */
function hasGraphicsProcessor(): boolean {
  if (graphicsProcessor === undefined) {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('webgl2', { failIfMajorPerformanceCaveat: true });
    graphicsProcessor = context !== null;
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return graphicsProcessor;
}

function takeDown(webgl: WebglAddon | undefined): void {
  try {
    webgl?.dispose();
  } catch {
    // A context that is gone cannot always be taken down; the DOM renderer is in its place all the same.
  }
}

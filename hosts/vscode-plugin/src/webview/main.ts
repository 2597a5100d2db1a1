/** The script of the webview: between the extension, which cannot reach the page, and the page, which cannot see the editor. */

import type { Chord, HostNotice } from '@page/channel';
import { noticeToWire } from '@page/host_notice';

import type { SaidByWebview, ToWebview } from '../core/webview_messages';
import { keyCodeOf } from './key_codes';
import { PageFrame } from './page_frame';
import { ScreenView } from './screen_view';
import { followTheme, readTheme } from './theme';

interface VsCodeApi {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const IS_MAC = /mac/i.test(navigator.platform);
const editor = acquireVsCodeApi();
const tell = (message: SaidByWebview): void => {
  editor.postMessage(message);
};

const screen = new ScreenView((action) => {
  tell({ type: 'action', action });
});
let chords: Chord[] = [];
const page = new PageFrame({
  loaded: () => {
    screen.hide();
    page.say(readTheme());
    page.say({ type: 'setChords', chords });
  },
  unreachable: () => {
    tell({ type: 'unreachable' });
  },
  said: (notice) => {
    if (notice.type === 'chord') pressInWorkbench(notice);
    else tell({ type: 'notice', notice: noticeToWire(notice) });
  },
});

/** VS Code takes the keys of a webview's own document: pressed here, the person's own keybindings decide. */
function pressInWorkbench(chord: Extract<HostNotice, { type: 'chord' }>): void {
  const { key, code, ctrlKey, shiftKey, altKey, metaKey } = chord;
  const keyCode = keyCodeOf(key, code);
  const press = { key, code, keyCode, ctrlKey, shiftKey, altKey, metaKey, bubbles: true, cancelable: true };
  window.dispatchEvent(new KeyboardEvent('keydown', press));
  window.dispatchEvent(new KeyboardEvent('keyup', press));
}

function obey(message: ToWebview): void {
  switch (message.type) {
    case 'page':
      page.load(message.address, message.seconds);
      break;
    case 'screen':
      screen.show(message.screen);
      break;
    case 'toPage':
      page.say(message.command);
      break;
    case 'chords':
      chords = IS_MAC ? message.mac : message.other;
      page.say({ type: 'setChords', chords });
      break;
  }
}

document.body.append(screen.element);
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  // The extension speaks through the frame around this one, which has our origin (VS Code has deleted `window.parent`, which
  // would name it). What the page says is the page frame's affair, also where a proxy gives it our origin.
  if (event.origin === window.origin && !page.isSource(event.source)) obey(event.data as ToWebview);
});
window.addEventListener('focus', () => {
  if (screen.element.hidden) page.focus();
});
// The editor's own Paste and Copy act on this document, which has neither a selection nor a field.
document.addEventListener('paste', (event) => {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text !== '') page.say({ type: 'paste', text });
});
document.addEventListener('copy', () => {
  page.say({ type: 'command', name: 'copy' });
});
followTheme(() => {
  page.say(readTheme());
});
tell({ type: 'ready', frames: [...new Set([...window.location.ancestorOrigins])] });

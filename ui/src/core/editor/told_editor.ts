/** What the bridge is told of the editor: the host's words within the bridge's bounds. */

import type { EditorState } from '../../host/channel';
import type { TellEditor } from '../protocol';

const MAX_FILES = 200;
const MAX_FOLDERS = 64;
const MAX_DIAGNOSTICS = 500;
const MAX_SELECTION = 64 * 1024;
const MAX_PATH = 4096;
const MAX_LANGUAGE = 64;
const MAX_MESSAGE = 4096;
const MAX_SOURCE = 256;
const HALF = /\p{Surrogate}/gu;

/** At most so long, and without half characters: the bridge refuses a message that holds one. */
const cut = (text: string, most: number): string => text.slice(0, most).replaceAll(HALF, '\ufffd');

const isUsable = ({ path }: { path: string }): boolean =>
  path !== '' && path.length <= MAX_PATH && path.search(HALF) < 0;

export function toldEditor(state: EditorState): TellEditor {
  const { workspaceFolders, openFiles, selection, diagnostics, trusted } = state;
  return {
    type: 'tellEditor',
    workspaceFolders: workspaceFolders.filter((path) => isUsable({ path })).slice(0, MAX_FOLDERS),
    openFiles: openFiles
      .filter(isUsable)
      .slice(0, MAX_FILES)
      .map((file) => ({ ...file, languageId: cut(file.languageId, MAX_LANGUAGE) })),
    selection:
      selection !== null && isUsable(selection) ? { ...selection, text: cut(selection.text, MAX_SELECTION) } : null,
    diagnostics: diagnostics
      .filter(isUsable)
      .slice(0, MAX_DIAGNOSTICS)
      .map((each) => ({ ...each, message: cut(each.message, MAX_MESSAGE), source: cut(each.source, MAX_SOURCE) })),
    trusted: trusted !== false,
  };
}

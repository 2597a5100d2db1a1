/** What the editor shows, as a host of today or of version 1 says it. */

import type { EditorState, HostCommand, OpenFile } from './channel';

export const NO_EDITOR: EditorState = { workspaceFolders: [], openFiles: [], selection: null, diagnostics: [] };

/** The state behind a command that carries one. */
export function editorStateOf(command: HostCommand): EditorState | undefined {
  if (command.type === 'updateEditor') return command.state;
  if (command.type !== 'updateOpenedFiles') return undefined;
  const { openedFiles, currentFile } = command;
  const others = openedFiles.filter((path) => path !== currentFile).map((path) => open(path, false));
  return { ...NO_EDITOR, openFiles: currentFile === null ? others : [open(currentFile, true), ...others] };
}

function open(path: string, active: boolean): OpenFile {
  return { path, active, dirty: false, languageId: '', cursor: null };
}

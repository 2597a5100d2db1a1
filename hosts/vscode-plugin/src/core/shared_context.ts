/** What of the editor leaves it. */

import type { EditorState } from '@page/channel';

export type ShareLevel = 'all' | 'files' | 'off';

/** What is secret by its name: nobody wants it in a prompt, and it is easily open in a tab. */
const SECRET =
  /^(?:\.env(?:\..*)?|.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx)|id_(?:rsa|dsa|ecdsa|ed25519)|\.npmrc|\.netrc|\.pypirc|credentials)$/i;

export function isSecret(path: string): boolean {
  return SECRET.test(path.split(/[\\/]/).at(-1) ?? '');
}

/** The state as the panel may know it. */
export function shared(state: EditorState, level: ShareLevel): EditorState {
  const { workspaceFolders, trusted } = state;
  const nothing: EditorState = { workspaceFolders, openFiles: [], selection: null, diagnostics: [] };
  if (trusted === false) return { ...nothing, trusted };
  if (level === 'off') return nothing;
  const openFiles = state.openFiles.filter(({ path }) => !isSecret(path));
  if (level === 'files') return { workspaceFolders, openFiles, selection: null, diagnostics: [] };
  return {
    workspaceFolders,
    openFiles,
    selection: state.selection !== null && isSecret(state.selection.path) ? null : state.selection,
    diagnostics: state.diagnostics.filter(({ path }) => !isSecret(path)),
  };
}

export function shareLevelOf(value: unknown): ShareLevel {
  return value === 'files' || value === 'off' ? value : 'all';
}

/** What the messages about the editor look like: see codec.ts. */

import { count, flag, listOf, nullable, objectOf, oneOf, text } from './checks';
import type { Shape } from './checks';
import type { DiffClosed, DiffOpened, EditorShared, ShowFile } from './protocol';

const sharedFile = objectOf<NonNullable<EditorShared['file']>>({
  path: text,
  start: nullable(count),
  end: nullable(count),
});

const sharedSession = objectOf<EditorShared['sessions'][number]>({
  sessionId: text,
  on: flag,
  listens: flag,
  mentions: flag,
});

interface EditorMessages {
  editorShared: EditorShared;
  diffOpened: DiffOpened;
  diffClosed: DiffClosed;
  showFile: ShowFile;
}

export const EDITOR_SHAPES: { readonly [T in keyof EditorMessages]: Shape<EditorMessages[T]> } = {
  editorShared: {
    on: flag,
    file: nullable(sharedFile),
    files: count,
    heldBack: nullable(oneOf('configured', 'ignored', 'off', 'outside', 'secret', 'untrusted')),
    sessions: listOf(sharedSession),
  },
  diffOpened: { diffId: text, sessionId: text, path: text, original: text, proposed: text },
  diffClosed: { diffId: text, outcome: oneOf('accepted', 'closed', 'rejected') },
  showFile: { sessionId: text, path: text, start: nullable(count), end: nullable(count), front: flag },
};

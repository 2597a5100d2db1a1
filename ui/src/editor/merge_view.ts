/** Two texts side by side, the second one to be changed. Loaded when an agent proposes something, and not before. */

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';

export interface Merge {
  text(): string;
  destroy(): void;
}

export interface MergeTexts {
  original: string;
  proposed: string;
  originalLabel: string;
  proposedLabel: string;
}

/** Below this width two columns are too narrow to read. */
const SIDE_BY_SIDE_PX = 720;
const CONTEXT_LINES = 3;

export function openMerge(parent: HTMLElement, texts: MergeTexts, changed: (text: string) => void): Merge {
  const { original, proposed, originalLabel, proposedLabel } = texts;
  const editable: Extension = [
    lineNumbers(),
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.contentAttributes.of({ 'aria-label': proposedLabel }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString());
    }),
  ];
  const collapse = { margin: CONTEXT_LINES, minSize: 2 * CONTEXT_LINES };
  if (parent.clientWidth < SIDE_BY_SIDE_PX) {
    const unified = unifiedMergeView({ original, mergeControls: false, collapseUnchanged: collapse });
    const view = new EditorView({ parent, doc: proposed, extensions: [editable, unified] });
    return {
      text: () => view.state.doc.toString(),
      destroy: () => {
        view.destroy();
      },
    };
  }
  const fixed: Extension = [
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': originalLabel }),
  ];
  const merge = new MergeView({
    parent,
    a: { doc: original, extensions: fixed },
    b: { doc: proposed, extensions: editable },
    gutter: true,
    collapseUnchanged: collapse,
  });
  return {
    text: () => merge.b.state.doc.toString(),
    destroy: () => {
      merge.destroy();
    },
  };
}

/** What the messages about prompts look like: see codec.ts. */

import { count, listOf, nullable, objectOf, oneOf, text } from './checks';
import type { Shape } from './checks';
import type { CommandList, DraftLoaded, PromptQueue, PromptSent } from './protocol';

const queuedPrompt = objectOf<PromptQueue['prompts'][number]>({ promptId: text, draft: text });

const slashCommand = objectOf<CommandList['commands'][number]>({
  name: text,
  description: text,
  source: oneOf('project', 'user'),
});

interface PromptShapes {
  promptSent: Shape<PromptSent>;
  promptQueue: Shape<PromptQueue>;
  draftLoaded: Shape<DraftLoaded>;
  commandList: Shape<CommandList>;
}

export const PROMPT_SHAPES: PromptShapes = {
  promptSent: { sessionId: text, promptId: text },
  promptQueue: {
    sessionId: text,
    reason: nullable(oneOf('blocked', 'ended', 'starting')),
    prompts: listOf(queuedPrompt),
  },
  draftLoaded: { sessionId: text, draft: text, savedAt: count },
  commandList: { sessionId: text, commands: listOf(slashCommand) },
};

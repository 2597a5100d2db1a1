/** What the messages about the page around the terminals look like: see codec.ts. */

import { count, flag, listOf, maybe, nullable, objectOf, oneOf, optional, settingValue, text } from './checks';
import type { Shape } from './checks';
import type {
  AgentList,
  FileText,
  PathsChecked,
  PromptEntry,
  PromptList,
  PromptsCleared,
  SettingsList,
} from './protocol';

export const promptEntry = objectOf<PromptEntry>({
  id: text,
  timestamp: count,
  serializedContent: text,
  projectCwd: text,
});

const agentInfo = objectOf<AgentList['agents'][number]>({
  id: text,
  name: text,
  found: flag,
  command: listOf(text),
  install: text,
  softNewline: text,
});

const settingInfo = objectOf<SettingsList['settings'][number]>({
  name: text,
  kind: oneOf('bool', 'int', 'list', 'text'),
  group: text,
  help: text,
  value: settingValue,
  default: settingValue,
  source: oneOf('default', 'environment', 'flag', 'user', 'workspace'),
  setBy: text,
  live: flag,
  inWorkspace: flag,
  user: maybe(settingValue),
  workspace: maybe(settingValue),
  choices: optional(listOf(text)),
  least: maybe(count),
  most: maybe(count),
});

const checkedPath = objectOf<PathsChecked['found'][number]>({ text, path: text, isDir: flag });

interface PageMessages {
  agentList: AgentList;
  settingsList: SettingsList;
  promptList: PromptList;
  promptsCleared: PromptsCleared;
  pathsChecked: PathsChecked;
  fileText: FileText;
}

export const PAGE_SHAPES: { readonly [T in keyof PageMessages]: Shape<PageMessages[T]> } = {
  agentList: { agents: listOf(agentInfo) },
  settingsList: { settings: listOf(settingInfo), userFile: text, workspaceFile: text },
  promptList: { requestId: count, prompts: listOf(promptEntry), total: count },
  promptsCleared: { count },
  pathsChecked: { requestId: count, found: listOf(checkedPath) },
  fileText: { requestId: count, path: text, lines: listOf(text), problem: nullable(text) },
};

/** The page, as its parts know it, made of what the app has. */

import type { CommandId } from '../core/commands';
import type { Connection } from '../core/connection';
import type { Host } from '../host/host';
import type { HostLink } from './host_link';
import type { Page, PageBus } from './page';
import type { FilePlace } from './path_link_provider';
import type { PreferenceStore } from './preference_store';
import type { Stage } from './stage';

export interface PageSources {
  bus: PageBus;
  connection: Connection;
  stage: Stage;
  preferences: PreferenceStore;
  hostLink: HostLink;
  host: Host;
  run: (command: CommandId) => void;
  copy: (text: string) => void;
  openFile: (place: FilePlace) => void;
  say: (text: string) => void;
}

export function pageOf(sources: PageSources): Page {
  const { bus, connection, stage, preferences, hostLink, host, run, copy, openFile, say } = sources;
  return {
    on: (event, hear) => bus.on(event, hear),
    send: (message) => connection.send(message),
    input: (bytes) => stage.selected?.input(bytes) ?? false,
    get token() {
      return connection.token;
    },
    get sessionId() {
      return stage.selected?.id;
    },
    get sessionState() {
      return stage.selected?.state ?? { name: 'detached' };
    },
    get preferences() {
      return preferences.now;
    },
    get editor() {
      return hostLink.editor;
    },
    setPreference: (name, value) => {
      preferences.set(name, value);
    },
    run,
    copy,
    openFile,
    hostHears: (type) => host.hears(type),
    tellHost: (notice) => {
      host.tell(notice);
    },
    say,
    focusTerminal: () => stage.selected?.terminal.focus(),
  };
}

/** Calling a person: a mark in the title, a notification of the host or the browser, and the question whether that is wanted. */

import { calls } from '../core/attention';
import type { Call } from '../core/attention';
import type { Preferences } from '../core/preferences';
import { waiting } from '../core/tabs';
import type { Sessions, Tab } from '../core/tabs';
import type { AgentState, Host } from '../host/host';
import { readSetting, writeSetting } from '../host/storage';
import { Banner } from './banner';
import { strings } from './strings';

/** A person who said no in this browser is not asked again. */
const DECLINED = 'agent-bridge.notificationsDeclined';

export interface AttentionPorts {
  host: Host;
  isVisible: () => boolean;
  notify: () => Preferences['notify'];
  label: (tab: Tab) => string;
  show: (id: string) => void;
  projectName: () => string;
}

const HOST_STATES: Readonly<Record<Tab['state'], AgentState>> = {
  unknown: 'idle',
  idle: 'idle',
  working: 'working',
  blocked: 'waiting',
  done: 'done',
  error: 'failed',
  ended: 'ended',
};

export class AttentionView {
  /** Asks once whether the browser may notify. */
  readonly banner = new Banner('note-banner');
  readonly #ports: AttentionPorts;
  /** What was shown and may be out of date: the answer was given elsewhere. */
  readonly #shown = new Map<string, Notification>();

  constructor(ports: AttentionPorts) {
    this.#ports = ports;
  }

  changed(before: Sessions, after: Sessions): void {
    const { host, isVisible, notify } = this.#ports;
    this.#setTitle(after);
    this.#tellHost(after);
    for (const call of calls(before, after, notify(), isVisible())) {
      const tab = after.tabs.find(({ id }) => id === call.id);
      if (tab !== undefined) this.#call(call, tab);
    }
    for (const tab of after.tabs) if (tab.state !== 'blocked') this.#takeBack(tab.id);
    if (isVisible() && notify() !== 'never' && waiting(after) > 0 && !host.hears('notify')) this.#offer();
  }

  /** Somebody looks: what called them has done its work. */
  seen(): void {
    for (const id of [...this.#shown.keys()]) this.#takeBack(id);
  }

  #setTitle(sessions: Sessions): void {
    const { label, projectName } = this.#ports;
    const tab = sessions.tabs.find(({ id }) => id === sessions.selected);
    const count = waiting(sessions);
    const parts = [tab === undefined ? '' : label(tab), projectName(), strings.productName];
    document.title = (count > 0 ? `(${count}) ` : '') + parts.filter((part) => part !== '').join(' – ');
  }

  #tellHost(sessions: Sessions): void {
    this.#ports.host.tell({
      type: 'agentState',
      active: sessions.selected ?? null,
      sessions: sessions.tabs.map((tab) => ({
        sessionId: tab.id,
        title: this.#ports.label(tab),
        agent: tab.agent,
        state: HOST_STATES[tab.state],
        unread: tab.unread,
      })),
    });
  }

  #call({ id, kind, message }: Call, tab: Tab): void {
    const { host, label, show } = this.#ports;
    const title = strings.call[kind](label(tab));
    if (host.hears('notify')) {
      host.tell({ type: 'notify', sessionId: id, kind, title, body: message });
      return;
    }
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    this.#takeBack(id);
    // The tag keeps several tabs of this page from calling for the same thing.
    const notification = new Notification(title, { body: message, tag: `agent-bridge-${id}` });
    notification.addEventListener('click', () => {
      window.focus();
      show(id);
      notification.close();
    });
    this.#shown.set(id, notification);
  }

  #takeBack(id: string): void {
    this.#shown.get(id)?.close();
    this.#shown.delete(id);
  }

  /** A browser asks for a permission only when a person has just pressed something. */
  #offer(): void {
    if (!('Notification' in window) || Notification.permission !== 'default' || this.banner.isShown) return;
    if (window.parent !== window || readSetting('localStorage', DECLINED) !== null) return;
    const decline = (): void => {
      writeSetting('localStorage', DECLINED, 'yes');
      this.banner.hide();
    };
    const allow = (): void => {
      this.banner.hide();
      void Notification.requestPermission();
    };
    this.banner.show({
      text: strings.notifyQuestion,
      actions: [
        { label: strings.notifyYes, style: 'primary', run: allow },
        { label: strings.notifyNo, run: decline },
      ],
      onDismiss: decline,
    });
  }
}

/** The page's settings as they hold now: of the bridge, with the host's over them; kept for the next first picture. */

import { DEFAULTS, optionName, parsePreferences, valuesOf, withValues } from '../core/preferences';
import type { Preferences } from '../core/preferences';
import type { SettingsList } from '../core/protocol';
import { MAX_FONT_SIZE, MIN_FONT_SIZE } from '../host/host';
import type { SettingValue } from '../host/host';
import { readSetting, writeSetting } from '../host/storage';

const KEY = 'agent-bridge.preferences';

/** Those of the last visit, until the bridge has said its own. */
export function storedPreferences(): Preferences {
  return parsePreferences(readSetting('localStorage', KEY));
}

export interface PreferencePorts {
  changed: (preferences: Preferences) => void;
  /** Keep the option with the bridge. */
  save: (name: string, value: SettingValue) => void;
}

export class PreferenceStore {
  readonly #ports: PreferencePorts;
  #now = storedPreferences();
  #ofBridge: SettingsList | undefined;
  #ofHost: Record<string, SettingValue> = {};
  /** What a person has just chosen and the bridge has not confirmed yet. */
  readonly #unsaved = new Map<string, SettingValue>();

  constructor(ports: PreferencePorts) {
    this.#ports = ports;
  }

  get now(): Preferences {
    return this.#now;
  }

  /** The table of options came. */
  setBridge(list: SettingsList): void {
    this.#ofBridge = list;
    this.#settle();
  }

  /** The host's settings for its page win over all others. */
  setHost(settings: Readonly<Record<string, SettingValue>>): void {
    this.#ofHost = { ...this.#ofHost, ...settings };
    this.#settle();
  }

  /** A person changed it here. */
  set<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
    const option = optionName(name);
    this.#unsaved.set(option, value);
    // At once: whoever reloads the page now must find it kept.
    this.#ports.save(option, value);
    if (option in this.#ofHost) this.#ofHost[option] = value;
    this.#settle();
  }

  /** -1 smaller, 1 larger, 0 the default. */
  fontSizeAfter(step: -1 | 0 | 1): number {
    const wanted = step === 0 ? DEFAULTS.fontSize : this.#now.fontSize + step;
    return Math.min(Math.max(wanted, MIN_FONT_SIZE), MAX_FONT_SIZE);
  }

  #settle(): void {
    const ofBridge = this.#ofBridge === undefined ? {} : valuesOf(this.#ofBridge.settings);
    for (const [name, value] of this.#unsaved) if (ofBridge[name] === value) this.#unsaved.delete(name);
    const before = this.#now;
    this.#now = withValues(this.#now, { ...ofBridge, ...this.#ofHost, ...Object.fromEntries(this.#unsaved) });
    writeSetting('localStorage', KEY, JSON.stringify(this.#now));
    if (JSON.stringify(before) !== JSON.stringify(this.#now)) this.#ports.changed(this.#now);
  }
}

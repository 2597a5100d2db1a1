/** What the bridge says about the command it has chosen, until a person has read it. */

import { readSetting, writeSetting } from '../host/storage';
import { Banner } from './banner';

/** A note that was dismissed stays away in this tab until it says something else. */
const DISMISSED = 'agent-bridge.dismissedNote';

export class LaunchNote {
  readonly #banner = new Banner('note-banner');
  readonly #dismissed: () => void;

  constructor(dismissed: () => void) {
    this.#dismissed = dismissed;
  }

  get element(): HTMLElement {
    return this.#banner.element;
  }

  /** Empty: there is nothing to say. */
  show(text: string): void {
    if (text === '' || readSetting('sessionStorage', DISMISSED) === text) {
      this.#banner.hide();
      return;
    }
    this.#banner.show({
      text,
      onDismiss: () => {
        writeSetting('sessionStorage', DISMISSED, text);
        this.#dismissed();
      },
    });
  }
}

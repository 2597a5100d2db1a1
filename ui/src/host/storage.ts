/** The browser's storage, where there is one: a frame without the right to it throws at the mere mention. */

type Area = 'localStorage' | 'sessionStorage';

export function readSetting(area: Area, key: string): string | null {
  try {
    return window[area].getItem(key);
  } catch {
    return null;
  }
}

export function writeSetting(area: Area, key: string, value: string): void {
  try {
    window[area].setItem(key, value);
  } catch {
    // Not kept, then: the setting still holds for this page.
  }
}

export function removeSetting(area: Area, key: string): void {
  try {
    window[area].removeItem(key);
  } catch {
    // There is nothing to remove.
  }
}

/**
 * Names of files as they may be shown. A name can hold characters that turn the direction of what stands around it, so that
 * `exe.gnp` reads `png.exe`, or that cannot be seen; each is shown as what it is, a character that does not belong there.
 */

const UNSEEN = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** As long as the name: places in one are places in the other. */
export function visibleName(name: string): string {
  return name.replaceAll(UNSEEN, '\ufffd');
}

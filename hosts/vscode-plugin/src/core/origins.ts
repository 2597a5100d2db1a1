/** From where the page is framed, and under which address it is reached: what the bridge has to allow. */

/** Of these VS Code itself frames its webviews; the bridge's page always allows them. */
const DESKTOP = /^(?:vscode-webview|vscode-file):/;
const LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * Origins to allow besides the bridge's own: in a browser the workbench's (it frames the webview, which frames the page),
 * and the address the page has from there where a tunnel or proxy stands between.
 */
export function originsToAllow(frames: readonly string[], uiBase: string, external: string): string[] {
  const own = originOf(uiBase);
  const outside = originOf(external);
  const all = [...frames.map(originOf), outside === own ? undefined : outside];
  const sound = all.filter((origin): origin is string => origin !== undefined && !DESKTOP.test(origin));
  return [...new Set(sound)].sort();
}

/** `http://host:port`; undefined for what is no web address (`null`, `file:`). */
export function originOf(address: string): string | undefined {
  if (DESKTOP.test(address)) return address;
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the workbench is a page of this very machine, which then reaches the bridge as it is. */
export function isOnThisMachine(frames: readonly string[]): boolean {
  const web = frames.map(originOf).filter((origin) => origin !== undefined && !DESKTOP.test(origin));
  return web.length > 0 && web.every((origin) => LOOPBACK.test(origin ?? ''));
}

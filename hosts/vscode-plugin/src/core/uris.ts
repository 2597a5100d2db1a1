/** What was dropped or pasted as addresses, as paths of the machine the bridge runs on. */

/** Files as the workbench names them. `authority` is empty for files of this machine. */
export function pathOfUri(text: string): string | undefined {
  const uri = text.trim();
  const [, scheme, authority, path] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(\/[^?#]*)/i.exec(uri) ?? [];
  if (scheme === undefined || path === undefined) return undefined;
  if (!['file', 'vscode-remote', 'vscode-userdata'].includes(scheme.toLowerCase())) return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (/^\/[a-z]:/i.test(decoded)) return decoded.slice(1).replaceAll('/', '\\');
  return scheme.toLowerCase() === 'file' && authority !== '' && authority !== undefined
    ? `\\\\${authority}${decoded.replaceAll('/', '\\')}`
    : decoded;
}

/** The paths of a `text/uri-list`, comments and what is no file left out. */
export function pathsOfUris(uris: readonly string[]): string[] {
  const paths = uris.filter((uri) => !uri.startsWith('#')).map(pathOfUri);
  return [...new Set(paths.filter((path) => path !== undefined))];
}

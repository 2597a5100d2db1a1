/** Links in the output: the web and nothing else, and never with a way back to this page. */

/** The address, if it is one that may be opened. */
export function webAddress(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
}

export function openInBrowser(url: string): void {
  window.open(url, '_blank', 'noopener,noreferrer');
}

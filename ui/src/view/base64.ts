/** Bytes as base64 text. */

/** Arguments of one call; engines have a limit. */
const CHUNK = 32 * 1024;

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}

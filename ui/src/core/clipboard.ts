/** Whether a program in the terminal may write the clipboard (OSC 52). Reading it is never answered. */

/** Text a program may put on the clipboard, in bytes. */
export const MAX_CLIPBOARD_BYTES = 75 * 1024;

export interface ClipboardContext {
  /** The output is replay: what it copies was copied long ago. */
  silent: boolean;
  focused: boolean;
  visible: boolean;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** `payload` is what stands between `OSC 52 ;` and its end: targets, a semicolon, base64. */
export function mayWriteClipboard(payload: string, context: ClipboardContext): boolean {
  if (context.silent || !context.focused || !context.visible) return false;
  const data = payload.slice(payload.indexOf(';') + 1);
  return data.length <= Math.ceil(MAX_CLIPBOARD_BYTES / 3) * 4 && BASE64.test(data);
}

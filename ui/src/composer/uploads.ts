/** Files of the browser on their way to the bridge; what comes back is an id, never a path. */

import type { Chip } from '../core/composer/chip';
import { strings } from '../view/strings';

export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
const LIMIT_MS = 90_000;

export interface UploadTarget {
  sessionId: string;
  token: string;
}

/** A chip for the file; an Error with words for people where it was not taken. */
export async function uploadFile(file: File, target: UploadTarget, onlyImages: boolean): Promise<Chip> {
  if (file.size > MAX_UPLOAD_BYTES) throw new Error(strings.composer.uploadTooLarge('10 MB'));
  const name = file.name === '' ? 'image.png' : file.name;
  const response = await fetch('./upload', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${target.token}`,
      'Agent-Bridge-Session': encodeURIComponent(target.sessionId),
      'Agent-Bridge-Name': encodeURIComponent(name),
      ...(onlyImages ? { 'Agent-Bridge-Image': '1' } : {}),
    },
    body: file,
    cache: 'no-store',
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch(() => undefined);
  if (response === undefined) throw new Error(strings.composer.uploadOffline);
  const answer: unknown = await response.json().catch(() => undefined);
  const said = (field: string): unknown =>
    typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[field] : undefined;
  const [uploadId, stored, message] = [said('uploadId'), said('name'), said('message')];
  if (!response.ok || typeof uploadId !== 'string' || typeof stored !== 'string') {
    throw new Error(typeof message === 'string' ? message : strings.composer.uploadOffline);
  }
  return { kind: said('image') === true ? 'image' : 'upload', path: stored, checked: false, uploadId };
}

/** What a remembered prompt says, whoever's composer wrote it down. */

/** The text of a prompt: our composer's is a list of texts and files, any other is the text itself. */
export function promptText(serialized: string): string {
  if (!serialized.startsWith('{')) return serialized;
  let value: unknown;
  try {
    value = JSON.parse(serialized);
  } catch {
    return serialized;
  }
  const parts = typeof value === 'object' && value !== null && 'parts' in value ? value.parts : undefined;
  return Array.isArray(parts) ? parts.map(partText).join('') : serialized;
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (typeof part !== 'object' || part === null || !('path' in part) || typeof part.path !== 'string') return '';
  return `@${part.path}`;
}

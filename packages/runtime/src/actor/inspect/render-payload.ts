/** A message's contents as people may see them: cut at a depth and a length, secrets left out, never the live objects.
 *  Made only when somebody asks; the way of a message knows nothing of it. Idea: pino's redaction by key. */

const DEPTH_MAX = 5;
const ITEMS_MAX = 50;
const TEXT_MAX = 400;
const REDACTED_KEY = /secret|token|password|passphrase|authorization|credential|private|api-?key/i;

/** A JSON value that stands for `value`. */
export function renderPayload(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return cut(`${value.name}: ${value.message}`);
  if (depth >= DEPTH_MAX) return Array.isArray(value) ? `[${value.length} items]` : '{…}';
  if (Array.isArray(value)) return renderItems(value, depth);
  if (value instanceof Map)
    return renderFields(
      [...value].map(([key, item]) => [String(key), item]),
      depth,
    );
  if (value instanceof Set) return renderItems([...value], depth);
  return renderFields(Object.entries(value), depth);
}

/** About how many bytes a message takes as JSON; stops counting at `limit`. */
export function approximateBytes(value: unknown, limit = 1_000_000): number {
  let bytes = 0;
  const pending: unknown[] = [value];
  const seen = new Set<object>();
  while (pending.length > 0 && bytes < limit) {
    const item = pending.pop();
    if (typeof item === 'string') bytes += item.length + 2;
    else if (typeof item !== 'object' || item === null) bytes += 8;
    else if (ArrayBuffer.isView(item)) bytes += item.byteLength;
    else if (!seen.has(item)) {
      seen.add(item);
      bytes += 2;
      for (const [key, child] of Object.entries(item)) {
        bytes += Array.isArray(item) ? 1 : key.length + 4;
        pending.push(child);
      }
    }
  }
  return Math.min(bytes, limit);
}

function renderItems(items: readonly unknown[], depth: number): unknown {
  const shown = items.slice(0, ITEMS_MAX).map((item) => renderPayload(item, depth + 1));
  return items.length > ITEMS_MAX ? [...shown, `… ${items.length - ITEMS_MAX} more`] : shown;
}

function renderFields(fields: readonly (readonly [string, unknown])[], depth: number): unknown {
  const shown = fields
    .slice(0, ITEMS_MAX)
    .map(([key, item]) => [key, REDACTED_KEY.test(key) ? '[redacted]' : renderPayload(item, depth + 1)]);
  const rest = fields.length > ITEMS_MAX ? { '…': `${fields.length - ITEMS_MAX} more` } : {};
  return { ...Object.fromEntries(shown), ...rest };
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}… (${text.length} characters)` : text;
}

/** A record as a line of text, for the print and text sinks: strings as they are, everything else readable. */

export function formatValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  return JSON.stringify(value, readable);
}

function readable(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>);
  if (value instanceof Set || value instanceof Uint8Array) return [...(value as Set<unknown>)];
  return value;
}

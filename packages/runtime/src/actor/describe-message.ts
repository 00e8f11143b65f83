/** A short name for a message, for errors and listings: its `kind` or `type`, else its class. Never its contents. */

export function describeMessage(message: unknown): string {
  if (message === null || typeof message !== 'object') return typeof message;
  for (const tag of ['kind', 'type']) {
    const value: unknown = Reflect.get(message, tag);
    if (typeof value === 'string') return value;
  }
  return message.constructor?.name ?? 'object';
}

/** A short name for a message, for errors and listings: its `kind` or `type`, else its class. Never its contents.
 *  Hot: once per message, for the recorder. */

export function describeMessage(message: unknown): string {
  if (message === null || typeof message !== 'object') return typeof message;
  const { kind, type } = message as { readonly kind?: unknown; readonly type?: unknown };
  if (typeof kind === 'string') return kind;
  if (typeof type === 'string') return type;
  return message.constructor?.name ?? 'object';
}

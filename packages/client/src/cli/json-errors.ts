/** With `--json`, a command that fails still prints exactly one document: its error. The line for people follows on the
 *  standard error. */
import type { CliContext } from './cli-context.ts';
import { errorDocument } from './terminal/error-line.ts';

type Action<Flags, Arguments extends readonly unknown[]> = (
  this: CliContext,
  flags: Flags,
  ...values: Arguments
) => Promise<void>;

export function withJsonErrors<Flags, Arguments extends readonly unknown[]>(
  action: Action<Flags, Arguments>,
): Action<Flags, Arguments> {
  return async function (flags, ...values) {
    try {
      await action.call(this, flags, ...values);
    } catch (error) {
      const { json } = flags as { readonly json?: boolean };
      if (json === true) this.terminal.json({ error: errorDocument(error, this.language) });
      throw error;
    }
  };
}

/** Types a command as a person would, against a cluster that answers at an address, and keeps what it printed.
 *  For tests of commands that look at a running cluster. */
import { tmpdir } from 'node:os';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { runCli } from '../run-cli.ts';

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

const io = openNodeIo({ logLevel: 'silent' });

/** @param interruptAfter Ctrl-C is pressed once this says so of the output */
export async function runAgainst(
  cluster: { readonly client: { readonly address: string } },
  line: string,
  interruptAfter?: (out: string) => boolean,
): Promise<Ran> {
  let [out, err] = ['', ''];
  let interrupt = (): void => undefined;
  const console = {
    out: (text: string) => {
      out += text;
      if (interruptAfter?.(out) === true) interrupt();
    },
    err: (text: string) => void (err += text),
  };
  const code = await runCli([...line.split(' '), '--jobmanager', cluster.client.address], {
    io: { ...io, console },
    environment: {},
    workingDirectory: tmpdir(),
    outIsTerminal: false,
    outColor: false,
    errColor: false,
    onInterrupt: (ask) => void (interrupt = ask),
    leave: () => undefined,
  });
  return { code, out, err };
}

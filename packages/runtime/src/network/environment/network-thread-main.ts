/** Entry module of the network thread: opens the real doors and runs `NetworkThread`. The message port keeps the thread
 *  alive; a pending wait on the doorbell would not. */
import { copyBytesNatively, currentThread, openNodeIo } from '../../io/node/index.ts';
import { NetworkThread } from './network-thread.ts';

const port = currentThread();
new NetworkThread(port, openNodeIo({ logFields: { thread: port.name } }), copyBytesNatively);

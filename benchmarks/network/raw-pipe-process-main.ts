/** One end of the raw limit: a plain socket that carries frames of 32 KiB and nothing else, with the settings that were
 *  best of those tried: frames corked in groups, read into one buffer of 256 KiB. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { answerCalls, sampleWith } from './process-calls.ts';

const FRAME = new Uint8Array(32_768).fill(7);
const READ_BUFFER_BYTES = 262_144;
/** Groups of frames given to the socket and not yet written. */
const GROUPS_AHEAD = 2;

let bytesRead = 0;
let socket: Socket | undefined;
let writing = false;
let corked = 8;

answerCalls({
  listen: () =>
    new Promise((resolve) => {
      const server = createServer((accepted) => {
        socket = accepted.setNoDelay(true);
        server.close();
      });
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    }),

  connect: (port: number) =>
    new Promise<void>((resolve) => {
      const callback = (byteCount: number): boolean => {
        bytesRead += byteCount;
        return true;
      };
      const onread = { buffer: new Uint8Array(READ_BUFFER_BYTES), callback };
      socket = connect({ host: '127.0.0.1', port, onread }, resolve);
      socket.resume();
    }),

  startWriting: (framesCorked: number) => {
    corked = framesCorked;
    writing = true;
    for (let group = 0; group < GROUPS_AHEAD; group++) writeGroup();
  },

  stopWriting: () => {
    writing = false;
  },

  sample: () => sampleWith(0, bytesRead),

  close: () => {
    socket?.destroy();
  },
});

function writeGroup(): void {
  if (socket === undefined || !writing) return;
  socket.cork();
  for (let frame = 1; frame < corked; frame++) socket.write(FRAME);
  socket.write(FRAME, writeGroup);
  socket.uncork();
}

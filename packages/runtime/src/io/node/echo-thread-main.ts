/** A thread that answers what it gets: the smallest entry module, for the threads test.
 *  `wait` makes it read its port without returning to the event loop, as a task thread does. */
import { currentThread } from './index.ts';

const port = currentThread();
port.post({ started: port.name, data: port.data });
port.onMessage((message) => {
  if (message === 'fail') throw new Error('told to fail');
  if (message === 'close') return port.close();
  if (message !== 'spin') return port.post(message);
  let next = port.receiveNow();
  while (next === undefined) next = port.receiveNow();
  port.post({ receivedWhileSpinning: next });
});

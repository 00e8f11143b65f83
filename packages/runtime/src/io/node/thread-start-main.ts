/** The first module of every thread we spawn: notes what the operating system calls the thread, then loads the entry.
 *  Loading may take a second on a busy machine; a thread that is listed before that should not look like a stranger. */
import { workerData } from 'node:worker_threads';
import { currentOsThreadId } from './node-os-process.ts';
import type { WorkerData } from './node-threads.ts';

const { osThreadId, entry } = workerData as WorkerData;
Atomics.store(new Int32Array(osThreadId), 0, currentOsThreadId());
await import(entry);

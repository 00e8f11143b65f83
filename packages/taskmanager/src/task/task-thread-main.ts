/** Entry module of every task thread: opens this thread's doors and runs its task host until main says shutdown.
 *  Path: `TASK_THREAD_ENTRY`, spawned by deployment → **here** → task host.
 *  The thread sleeps in shared memory while its tasks only wait for data, and on the event loop while something is
 *  under way there (a module being imported, a file being decompressed) or no task is deployed.
 *  Invariant: at least every few milliseconds of work the event loop gets its chance, for what users' code started. */
import process from 'node:process';
import { isCodeGenerationAllowed } from '@rivulet/runtime/base';
import { currentThread, openNodeIo } from '@rivulet/runtime/io/node';
import { Doorbell } from '@rivulet/runtime/network';
import { type Rest, TaskHost } from './task-host.ts';
import type { MainToTaskThread, TaskThreadData } from './task-thread-messages.ts';

const YIELD_INTERVAL_MS = 5;
/** A sleep may be long: what is pending on the event loop goes first. */
const YIELD_BEFORE_SLEEP_MS = 1;

// Errors in a bundled job then name the user's own file and line.
process.setSourceMapsEnabled(true);

const port = currentThread();
const data = port.data as TaskThreadData;
const io = openNodeIo();
const doorbell = Doorbell.attach(data.doorbell);
const inbox: MainToTaskThread[] = [];
let wake: () => void = () => undefined;

const host = new TaskHost({
  thread: {
    io,
    doorbell,
    codeGeneration: data.codeGeneration !== false && isCodeGenerationAllowed(),
  },
  receive: () => inbox.shift() ?? (port.receiveNow() as MainToTaskThread | undefined),
  report: (message) => port.post(message),
});

// What a user's code threw outside our calls (a timer, a promise): nobody can say whose, so it ends all tasks here.
process.on('uncaughtException', (error) => host.fail(error));
port.onMessage((message) => {
  inbox.push(message as MainToTaskThread);
  doorbell.controlRung = true;
  wake();
});
port.post({ type: 'ready' });
await runRounds();
port.close();

async function runRounds(): Promise<void> {
  let lastYieldMs = io.clock.nowMs();
  for (;;) {
    const rest = host.runRound();
    if (rest.kind === 'end') return;
    if (rest.kind === 'await') await sleepOnEventLoop(rest);
    const nowMs = io.clock.nowMs();
    const yieldAfterMs = rest.kind === 'park' ? YIELD_BEFORE_SLEEP_MS : YIELD_INTERVAL_MS;
    if (rest.kind === 'await' || nowMs - lastYieldMs >= yieldAfterMs) {
      // After this the next round looks again before it sleeps.
      if (rest.kind !== 'await') await yieldToEventLoop();
      lastYieldMs = nowMs;
    } else if (rest.kind === 'park') {
      doorbell.park(Math.max(0, rest.untilMs - nowMs));
    }
  }
}

async function sleepOnEventLoop(rest: Extract<Rest, { kind: 'await' }>): Promise<void> {
  const ring = doorbell.parkAsync();
  if (ring === undefined || inbox.length > 0) return;
  const timeoutMs = rest.untilMs - io.clock.nowMs();
  let timer: { cancel(): void } | undefined;
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
    if (timeoutMs < Infinity) timer = io.timers.after(Math.max(0, timeoutMs), resolve);
  });
  await Promise.race([ring, woken, ...rest.pending]);
  timer?.cancel();
  // Lets go of a wait that was not the one to end, so that they do not pile up.
  doorbell.ring();
}

function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => io.timers.yielded(resolve));
}

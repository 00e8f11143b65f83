/** The thread door with real worker threads. */
import { describe, expect, it } from 'vitest';
import type { Thread } from '../threads.ts';
import { NodeThreads } from './node-threads.ts';

const entry = new URL('./echo-thread-main.ts', import.meta.url);

function spawnEcho(): { thread: Thread; next: () => Promise<unknown> } {
  const thread = new NodeThreads().spawn(entry, { name: 'echo', data: { answer: 42 } });
  const received: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  thread.onMessage((message) => {
    const waiter = waiting.shift();
    if (waiter === undefined) received.push(message);
    else waiter(message);
  });
  const next = (): Promise<unknown> =>
    received.length > 0 ? Promise.resolve(received.shift()) : new Promise((resolve) => waiting.push(resolve));
  return { thread, next };
}

describe('real threads', () => {
  it('given a spawned entry, when posted to, then it knows its name and data and answers', async () => {
    const { thread, next } = spawnEcho();

    expect(await next()).toEqual({ started: 'echo', data: { answer: 42 } });
    thread.post('ping');
    expect(await next()).toBe('ping');
    thread.post('spin');
    thread.post('while busy');
    expect(await next()).toEqual({ receivedWhileSpinning: 'while busy' });
    thread.post('close');
    expect(await thread.exited).toEqual({ code: 0 });
  });

  it('given a thread that throws, when it ends, then exited tells the error', async () => {
    const { thread } = spawnEcho();

    thread.post('fail');

    const exit = await thread.exited;
    expect(exit.error?.message).toBe('told to fail');
  });

  it('given a thread stuck in a loop, when terminated, then it is gone', async () => {
    const { thread, next } = spawnEcho();
    await next();
    thread.post('spin');

    await thread.terminate();

    expect((await thread.exited).error).toBeUndefined();
  });
});

/** Processing-time timers on a manual clock: they post mails, in the order of their times, until quiesced. */
import { expect, it } from 'vitest';
import { TaskMailbox } from './mailbox/index.ts';
import { TaskTimers } from './task-timers.ts';

const EPOCH_MS = 1_000_000;

function scene(): { timers: TaskTimers; fireAt(nowMs: number): number[]; fired: number[] } {
  const time = { nowMs: 0 };
  const mailbox = new TaskMailbox();
  const timers = new TaskTimers({ nowMs: () => time.nowMs, wallMs: () => EPOCH_MS + time.nowMs }, mailbox);
  const fired: number[] = [];
  return {
    timers,
    fired,
    fireAt(nowMs) {
      time.nowMs = nowMs;
      timers.postDue(nowMs);
      mailbox.createBatch();
      for (let mail = mailbox.tryTakeFromBatch(); mail !== undefined; mail = mailbox.tryTakeFromBatch())
        mail.run();
      return fired.splice(0);
    },
  };
}

it('given timers in any order, when their times have passed, then each is called with its time, the earliest first', () => {
  const { timers, fired, fireAt } = scene();
  for (const atMs of [30, 10, 20]) timers.registerTimer(EPOCH_MS + atMs, (at) => fired.push(at - EPOCH_MS));

  expect(timers.nextAtMs).toBe(11);
  expect(fireAt(10)).toEqual([]);
  expect(fireAt(25)).toEqual([10, 20]);
  expect(timers.nextAtMs).toBe(31);
  expect(fireAt(31)).toEqual([30]);
  expect(timers.nextAtMs).toBe(Infinity);
});

it('given a time that has passed already, then the timer is due at once, but only as a mail', () => {
  const { timers, fired, fireAt } = scene();
  fireAt(50);
  timers.registerTimer(EPOCH_MS + 10, (at) => fired.push(at - EPOCH_MS));

  expect(fired).toEqual([]);
  expect(timers.nextAtMs).toBe(51);
  expect(fireAt(51)).toEqual([10]);
});

it('given a cancelled timer, then it is not called, even when its mail had been posted', () => {
  const { timers, fired, fireAt } = scene();
  const first = timers.registerTimer(EPOCH_MS + 10, () => second.cancel());
  const second = timers.registerTimer(EPOCH_MS + 10, (at) => fired.push(at));
  const third = timers.registerTimer(EPOCH_MS + 40, (at) => fired.push(at));
  third.cancel();

  expect(fireAt(20)).toEqual([]);
  expect(timers.nextAtMs).toBe(Infinity);
  first.cancel();
});

it('given quiesced timers, then neither old nor new ones post anything', () => {
  const { timers, fired, fireAt } = scene();
  timers.registerTimer(EPOCH_MS + 10, (at) => fired.push(at));
  timers.quiesce();
  timers.registerTimer(EPOCH_MS + 20, (at) => fired.push(at));

  expect(timers.nextAtMs).toBe(Infinity);
  expect(fireAt(100)).toEqual([]);
});

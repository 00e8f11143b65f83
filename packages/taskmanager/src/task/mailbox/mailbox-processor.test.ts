/** The mailbox loop on a manual clock: what runs when, and where the time goes. */
import { describe, expect, it } from 'vitest';
import { createTaskMetricsBlock, readTaskMetrics, TaskMetrics } from '../metrics/index.ts';
import { MIN_PRIORITY } from './mail.ts';
import { MailboxExecutor } from './mailbox-executor.ts';
import { MailboxProcessor, type MailboxStep, type Suspension } from './mailbox-processor.ts';
import { TaskMailbox } from './task-mailbox.ts';

class Loop {
  nowMs = 0;
  actions = 0;
  /** What the default action does besides counting. */
  action: (nowMs: number) => void = () => undefined;
  readonly mailbox = new TaskMailbox();
  readonly processor: MailboxProcessor;
  readonly block: SharedArrayBuffer = createTaskMetricsBlock();
  readonly metrics: TaskMetrics;

  constructor() {
    const clock = { nowMs: () => this.nowMs, wallMs: () => this.nowMs };
    this.metrics = new TaskMetrics(clock, this.block);
    this.metrics.enter('busy', 0);
    this.processor = new MailboxProcessor(this.mailbox, clock, (nowMs) => {
      this.actions++;
      this.action(nowMs);
    });
  }

  post(run: () => void): void {
    this.mailbox.put({ description: 'test', priority: MIN_PRIORITY, run });
  }

  step(): MailboxStep {
    return this.processor.runMailboxStep(this.nowMs);
  }

  get times(): { idle: number; backPressured: number; busy: number } {
    this.metrics.advance(this.nowMs);
    const figures = readTaskMetrics(this.block, this.nowMs);
    return {
      idle: figures.idleTimeMs,
      backPressured: figures.backPressuredTimeMs,
      busy: figures.busyTimeMs,
    };
  }
}

describe('mailbox processor', () => {
  it('case 45: given a mail that posts itself again, then the default action still runs once a round', () => {
    const loop = new Loop();
    let mails = 0;
    const again = (): void => {
      mails++;
      loop.post(again);
    };
    loop.post(again);

    for (let round = 1; round <= 5; round++) {
      expect(loop.step()).toBe('worked');
      expect({ mails, actions: loop.actions }).toEqual({ mails: round, actions: round });
    }
  });

  it('case 46: given a full output, then mails still run, and the rest of the time is soft back-pressure', () => {
    const loop = new Loop();
    let outputAvailable = false;
    const untilOutput: Suspension = {
      timer: loop.metrics.softBackPressureTimer,
      mayResume: () => outputAvailable,
    };
    loop.action = (nowMs) => {
      if (!outputAvailable) loop.processor.suspendDefaultAction(untilOutput, nowMs);
    };

    expect(loop.step()).toBe('waiting');
    loop.nowMs = 40;
    loop.post(() => (loop.nowMs += 7));
    expect(loop.step()).toBe('worked');
    loop.nowMs = 100;
    expect(loop.step()).toBe('waiting');
    expect(loop.actions).toBe(1);
    outputAvailable = true;
    expect(loop.step()).toBe('worked');
    loop.nowMs = 103;

    expect(loop.actions).toBe(2);
    expect(loop.times).toEqual({ idle: 0, backPressured: 93, busy: 10 });
  });

  it('case 46: given no input, then the time less its mails is idle, and none of it back-pressure', () => {
    const loop = new Loop();
    let hasInput = false;
    const untilInput: Suspension = { timer: loop.metrics.idleTimer, mayResume: () => hasInput };
    loop.action = (nowMs) => {
      if (!hasInput) loop.processor.suspendDefaultAction(untilInput, nowMs);
    };

    loop.step();
    loop.nowMs = 40;
    loop.post(() => (loop.nowMs += 7));
    loop.step();
    loop.nowMs = 100;
    hasInput = true;
    loop.step();

    expect(loop.times).toEqual({ idle: 93, backPressured: 0, busy: 7 });
  });

  it('given a mail put by a default action that suspends itself, then the loop comes back at once', () => {
    const loop = new Loop();
    const never: Suspension = { timer: loop.metrics.idleTimer, mayResume: () => false };
    loop.action = (nowMs) => {
      loop.post(() => undefined);
      loop.processor.suspendDefaultAction(never, nowMs);
    };

    expect([loop.step(), loop.step(), loop.step()]).toEqual(['worked', 'worked', 'waiting']);
    expect(loop.processor.mailsProcessed).toBe(1);
  });

  it('given a quiesced mailbox, when drained, then what was there runs, and what it posts is refused', () => {
    const loop = new Loop();
    const ran: string[] = [];
    loop.post(() => {
      ran.push('a');
      loop.post(() => ran.push('never'));
    });
    loop.post(() => ran.push('b'));
    loop.mailbox.quiesce();

    loop.processor.drain();

    expect(ran).toEqual(['a', 'b']);
  });

  it('given an operator that yields, then it runs mails of its own place and behind, none of those before', () => {
    const loop = new Loop();
    const ran: string[] = [];
    const [head, tail] = [0, 1].map((place) => new MailboxExecutor(loop.processor, place));
    loop.post(() => {
      head?.execute('head', () => ran.push('head'));
      tail?.execute('deferrable', () => ran.push('deferrable'), { deferrable: true });
      tail?.execute('tail', () => ran.push('tail'));
      while (tail?.tryYield() === true) ran.push('yielded');
    });

    loop.step();
    expect(ran).toEqual(['tail', 'yielded']);
    loop.step();
    expect(ran.slice(2)).toEqual(['head', 'deferrable']);
  });
});

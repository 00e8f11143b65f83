/** The mailbox itself: batches, selection by priority, control mail, and its three states. */
import { describe, expect, it } from 'vitest';
import { type Mail, MIN_PRIORITY } from './mail.ts';
import { TaskMailbox } from './task-mailbox.ts';

const mail = (description: string, priority = MIN_PRIORITY): Mail => ({
  description,
  priority,
  run: () => undefined,
});

function batchOf(mailbox: TaskMailbox): string[] {
  const taken: string[] = [];
  for (let next = mailbox.tryTakeFromBatch(); next !== undefined; next = mailbox.tryTakeFromBatch())
    taken.push(next.description);
  return taken;
}

describe('task mailbox', () => {
  it('given mail, when a batch is begun, then what comes later waits for the next one', () => {
    const mailbox = new TaskMailbox();
    mailbox.put(mail('a'));
    mailbox.put(mail('b'));
    mailbox.createBatch();
    mailbox.put(mail('c'));

    expect(batchOf(mailbox)).toEqual(['a', 'b']);
    expect(mailbox.size).toBe(1);
    expect(mailbox.createBatch()).toBe(true);
    expect(batchOf(mailbox)).toEqual(['c']);
    expect(mailbox.createBatch()).toBe(false);
  });

  it('given a batch half run, when another is begun, then the rest keeps its place before what came since', () => {
    const mailbox = new TaskMailbox();
    for (const name of ['a', 'b']) mailbox.put(mail(name));
    mailbox.createBatch();
    mailbox.tryTakeFromBatch();
    mailbox.put(mail('c'));
    mailbox.createBatch();

    expect(batchOf(mailbox)).toEqual(['b', 'c']);
  });

  it('given mails of several operators, when one yields, then it takes the first of its own priority or above', () => {
    const mailbox = new TaskMailbox();
    mailbox.put(mail('head', 0));
    mailbox.put(mail('third', 2));
    mailbox.createBatch();
    mailbox.put(mail('second', 1));

    expect(mailbox.tryTake(1)?.description).toBe('third');
    expect(mailbox.tryTake(1)?.description).toBe('second');
    expect(mailbox.tryTake(1)).toBeUndefined();
    expect(mailbox.tryTake(MIN_PRIORITY)?.description).toBe('head');
  });

  it('given waiting mail, when control mail is put first, then it is next, and priorities still do not reorder', () => {
    const mailbox = new TaskMailbox();
    mailbox.put(mail('low', 0));
    mailbox.put(mail('high', 9));
    mailbox.putFirst(mail('control'));
    mailbox.createBatch();

    expect(batchOf(mailbox)).toEqual(['control', 'low', 'high']);
  });

  it('given a quiesced mailbox, then it gives what it has and takes control mail only', () => {
    const mailbox = new TaskMailbox();
    mailbox.put(mail('before'));
    mailbox.quiesce();

    expect(mailbox.put(mail('after'))).toBe(false);
    expect(mailbox.putFirst(mail('control'))).toBe(true);
    mailbox.createBatch();
    expect(batchOf(mailbox)).toEqual(['control', 'before']);
  });

  it('given a closed mailbox, then it names what was never run and takes nothing', () => {
    const mailbox = new TaskMailbox();
    mailbox.put(mail('a'));
    mailbox.createBatch();
    mailbox.put(mail('b'));

    expect(mailbox.close().map(({ description }) => description)).toEqual(['a', 'b']);
    expect(mailbox.hasMail).toBe(false);
    expect(mailbox.put(mail('c'))).toBe(false);
    expect(mailbox.putFirst(mail('d'))).toBe(false);
  });
});

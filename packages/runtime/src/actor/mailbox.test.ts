/** The order of the lanes, bounds, pausing and looking into a mailbox. */
import { describe, expect, it } from 'vitest';
import type { Envelope } from './envelope.ts';
import { Mailbox } from './mailbox.ts';
import type { MailboxType } from './mailbox-type.ts';

function noting(type: MailboxType<never> = { kind: 'unbounded' }): { mailbox: Mailbox; handled: string[] } {
  const handled: string[] = [];
  const mailbox: Mailbox = new Mailbox(
    {
      invokeSystem: (message) => void handled.push(message.kind),
      invokeUser: ({ message }) => {
        handled.push(String(message));
        if (message === 'suspend me') mailbox.suspend();
        if (message === 'watch me') mailbox.pushSystem({ kind: 'create' });
      },
    },
    type,
  );
  return { mailbox, handled };
}

const user = (message: string): Envelope => ({
  message,
  sender: undefined,
  id: 0,
  cause: 0,
  from: 0,
  sentAt: 0,
});

describe('mailbox', () => {
  it('given both kinds of messages, when a turn runs, then system messages come first and between', () => {
    const { mailbox, handled } = noting();
    for (const message of ['1', 'watch me', '2']) mailbox.pushUser(user(message));
    mailbox.pushSystem({ kind: 'suspend' });

    mailbox.runTurn(15);

    expect(handled).toEqual(['suspend', '1', 'watch me', 'create', '2']);
  });

  it('13: given a suspended mailbox, then no user message runs but system messages do, until all suspensions end', () => {
    const { mailbox, handled } = noting();
    for (const message of ['1', 'suspend me', '2', '3']) mailbox.pushUser(user(message));

    mailbox.runTurn(15);
    mailbox.suspend();
    mailbox.pushSystem({ kind: 'create' });
    mailbox.runTurn(15);

    expect(handled).toEqual(['1', 'suspend me', 'create']);
    expect(mailbox.runnable).toBe(false);
    mailbox.resume();
    expect(mailbox.runnable).toBe(false);
    mailbox.resume();
    mailbox.runTurn(15);
    expect(handled).toEqual(['1', 'suspend me', 'create', '2', '3']);
    expect(() => mailbox.resume()).toThrow('as often as it was suspended');
  });

  it('given more mail than a turn may take, then the rest waits and can be looked at', () => {
    const { mailbox, handled } = noting({ kind: 'bounded', capacity: 4 });
    for (const message of ['1', '2', '3', '4']) mailbox.pushUser(user(message));
    expect(mailbox.full).toBe(true);

    mailbox.runTurn(3);

    expect(handled).toEqual(['1', '2', '3']);
    expect([mailbox.size, mailbox.peek(0)?.message, mailbox.peek(1), mailbox.full]).toEqual([
      1,
      '4',
      undefined,
      false,
    ]);
  });
});

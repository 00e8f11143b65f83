/** When to try a registration again.
 *  Owner: retrying-registration.ts. The answer's deadline starts short and doubles, because a lost first message must
 *  not cost seconds; an error pauses shorter than a refusal, because a refusal is an answer.
 *    UNREGISTERED ──start──▶ RESOLVING ──resolved──▶ REGISTERING ──accepted──▶ REGISTERED
 *    RESOLVING|REGISTERING ──failed──▶ BACKOFF ──pauseOver──▶ RESOLVING
 *    REGISTERING ──timedOut──▶ REGISTERING (deadline doubled);  ──refused──▶ REFUSED ──pauseOver──▶ RESOLVING
 *    any ──close──▶ CLOSED
 *  Source: Flink's RetryingRegistration. */
import { setup } from 'xstate';
import { defineTable, type MachineTable } from '../../machine/index.ts';

export type RegistrationState =
  'UNREGISTERED' | 'RESOLVING' | 'REGISTERING' | 'REGISTERED' | 'BACKOFF' | 'REFUSED' | 'CLOSED';

export type RegistrationContext = {
  readonly deadlineMs: number;
  readonly deadlineMaxMs: number;
  readonly errorPauseMs: number;
  readonly refusalPauseMs: number;
  readonly attempts: number;
};

export type RegistrationEvent =
  | { readonly type: 'start' }
  | { readonly type: 'resolved' }
  | { readonly type: 'failed' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'refused' }
  | { readonly type: 'accepted' }
  | { readonly type: 'pauseOver' }
  | { readonly type: 'close' };

export type RegistrationEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'register'; readonly deadlineMs: number }
  | { readonly type: 'pause'; readonly delayMs: number }
  | { readonly type: 'endPause' };

const table = setup({
  types: {
    context: {} as RegistrationContext,
    events: {} as RegistrationEvent,
    emitted: {} as RegistrationEffect,
  },
});

const register = [
  table.assign({ attempts: ({ context }) => context.attempts + 1 }),
  table.emit(({ context }) => ({ type: 'register', deadlineMs: context.deadlineMs })),
];
const close = { target: 'CLOSED' } as const;

export const REGISTRATION_TABLE: MachineTable<
  RegistrationState,
  RegistrationContext,
  RegistrationEvent,
  RegistrationEffect
> = defineTable(
  table.createMachine({
    context: {
      deadlineMs: 100,
      deadlineMaxMs: 30_000,
      errorPauseMs: 10_000,
      refusalPauseMs: 30_000,
      attempts: 0,
    },
    initial: 'UNREGISTERED',
    states: {
      UNREGISTERED: {
        on: { start: { target: 'RESOLVING', actions: table.emit({ type: 'connect' }) }, close },
      },
      RESOLVING: {
        on: {
          resolved: { target: 'REGISTERING', actions: register },
          failed: { target: 'BACKOFF', actions: table.emit(pauseAfterError) },
          close,
        },
      },
      REGISTERING: {
        on: {
          accepted: { target: 'REGISTERED' },
          timedOut: {
            actions: [
              table.assign({
                deadlineMs: ({ context }) => Math.min(2 * context.deadlineMs, context.deadlineMaxMs),
              }),
              ...register,
            ],
          },
          refused: { target: 'REFUSED', actions: table.emit(pauseAfterRefusal) },
          failed: { target: 'BACKOFF', actions: table.emit(pauseAfterError) },
          close,
        },
      },
      // A new attempt resolves again: the peer may have come back at another path.
      BACKOFF: {
        on: {
          pauseOver: { target: 'RESOLVING', actions: table.emit({ type: 'connect' }) },
          close: { target: 'CLOSED', actions: table.emit({ type: 'endPause' }) },
        },
      },
      REFUSED: {
        on: {
          pauseOver: { target: 'RESOLVING', actions: table.emit({ type: 'connect' }) },
          close: { target: 'CLOSED', actions: table.emit({ type: 'endPause' }) },
        },
      },
      REGISTERED: { on: { close } },
      CLOSED: {},
    },
  }),
);

function pauseAfterError({ context }: { readonly context: RegistrationContext }): RegistrationEffect {
  return { type: 'pause', delayMs: context.errorPauseMs };
}

function pauseAfterRefusal({ context }: { readonly context: RegistrationContext }): RegistrationEffect {
  return { type: 'pause', delayMs: context.refusalPauseMs };
}

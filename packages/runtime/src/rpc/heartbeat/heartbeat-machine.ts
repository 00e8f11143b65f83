/** What one monitored peer's heartbeats mean.
 *  Owner: heartbeat-monitor.ts.
 *    RUNNING ──silence──▶ TIMEOUT         no sign of life for the whole timeout
 *    RUNNING ──failedTooOften──▶ UNREACHABLE   calls failed in a row: no need to wait for the timeout
 *    RUNNING ──cancel──▶ CANCELED
 *  Invariant: TIMEOUT, UNREACHABLE and CANCELED are final, so a peer is declared lost once.
 *  Source: Flink's HeartbeatMonitorImpl. */
import { assign, emit, setup } from 'xstate';
import { defineTable, type MachineTable } from '../../machine/index.ts';

export type HeartbeatState = 'RUNNING' | 'TIMEOUT' | 'UNREACHABLE' | 'CANCELED';

export type HeartbeatContext = {
  readonly failedCallsInARow: number;
  /** Failed calls in a row that mean unreachable; -1 = never. */
  readonly failureThreshold: number;
};

export type HeartbeatEvent =
  | { readonly type: 'alive' }
  | { readonly type: 'callSucceeded' }
  | { readonly type: 'callFailed' }
  | { readonly type: 'silence' }
  | { readonly type: 'cancel' };

export type HeartbeatEffect =
  | { readonly type: 'armTimeout' }
  | { readonly type: 'disarmTimeout' }
  | { readonly type: 'notifyTimeout' }
  | { readonly type: 'notifyUnreachable' };

export const HEARTBEAT_TABLE: MachineTable<
  HeartbeatState,
  HeartbeatContext,
  HeartbeatEvent,
  HeartbeatEffect
> = defineTable(
  setup({
    types: {
      context: {} as HeartbeatContext,
      events: {} as HeartbeatEvent,
      emitted: {} as HeartbeatEffect,
    },
    guards: {
      lastAllowedFailure: ({ context }) =>
        context.failureThreshold > 0 && context.failedCallsInARow + 1 >= context.failureThreshold,
    },
  }).createMachine({
    context: { failedCallsInARow: 0, failureThreshold: 2 },
    initial: 'RUNNING',
    states: {
      RUNNING: {
        on: {
          alive: { actions: [assign({ failedCallsInARow: 0 }), emit({ type: 'armTimeout' })] },
          callSucceeded: { actions: assign({ failedCallsInARow: 0 }) },
          callFailed: [
            {
              guard: 'lastAllowedFailure',
              target: 'UNREACHABLE',
              actions: [emit({ type: 'disarmTimeout' }), emit({ type: 'notifyUnreachable' })],
            },
            { actions: assign({ failedCallsInARow: ({ context }) => context.failedCallsInARow + 1 }) },
          ],
          silence: { target: 'TIMEOUT', actions: emit({ type: 'notifyTimeout' }) },
          cancel: { target: 'CANCELED', actions: emit({ type: 'disarmTimeout' }) },
        },
      },
      TIMEOUT: {},
      UNREACHABLE: {},
      CANCELED: {},
    },
  }),
);

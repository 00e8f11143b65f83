/** Stepping a decision table: effects come out as data, unknown signals change nothing. */
import { describe, expect, it } from 'vitest';
import { assign, emit, setup } from 'xstate';
import {
  defineTable,
  edgesOf,
  initialSnapshot,
  type MachineTable,
  snapshotAt,
  step,
} from './state-machine.ts';

type DoorState = 'SHUT' | 'OPEN' | 'LOCKED';
type DoorContext = { readonly knocks: number; readonly owner: string };
type DoorEvent = { type: 'push' } | { type: 'knock' } | { type: 'lock'; key: string };
type DoorEffect = { type: 'ringBell'; knocks: number } | { type: 'turnKey'; key: string };

const doorTable: MachineTable<DoorState, DoorContext, DoorEvent, DoorEffect> = defineTable(
  setup({
    types: { context: {} as DoorContext, events: {} as DoorEvent, emitted: {} as DoorEffect },
    guards: { patient: ({ context }) => context.knocks < 2 },
  }).createMachine({
    context: { knocks: 0, owner: 'nobody' },
    initial: 'SHUT',
    states: {
      SHUT: {
        on: {
          push: { target: 'OPEN' },
          knock: [
            {
              guard: 'patient',
              actions: [
                assign({ knocks: ({ context }) => context.knocks + 1 }),
                emit(({ context }) => ({ type: 'ringBell', knocks: context.knocks })),
              ],
            },
            { target: 'OPEN' },
          ],
          lock: { target: 'LOCKED', actions: emit(({ event }) => ({ type: 'turnKey', key: event.key })) },
        },
      },
      OPEN: { on: { push: {} } },
      LOCKED: {},
    },
  }),
);

describe('a decision table is stepped as data', () => {
  it('given an event with a cell, when stepped, then the next snapshot and its effects come back', () => {
    const first = initialSnapshot(doorTable, { owner: 'Ada' });

    const locked = step(doorTable, first, { type: 'lock', key: 'k1' });

    expect(locked.snapshot.value).toBe('LOCKED');
    expect(locked.effects).toEqual([{ type: 'turnKey', key: 'k1' }]);
    expect(locked.changed).toBe(true);
    expect(locked.snapshot.context).toEqual({ knocks: 0, owner: 'Ada' });
    expect(first.value).toBe('SHUT');
  });

  it('given an edge that stays, when stepped, then the context changes and effects see the new context', () => {
    const knocked = step(doorTable, initialSnapshot(doorTable), { type: 'knock' });

    expect(knocked.snapshot.value).toBe('SHUT');
    expect(knocked.snapshot.context.knocks).toBe(1);
    expect(knocked.effects).toEqual([{ type: 'ringBell', knocks: 1 }]);
    expect(knocked.changed).toBe(true);
  });

  it('given an event without a cell, when stepped, then the very same snapshot comes back', () => {
    const open = snapshotAt(doorTable, 'OPEN');

    const stepped = step(doorTable, open, { type: 'knock' });

    expect(stepped.snapshot).toBe(open);
    expect(stepped).toMatchObject({ effects: [], changed: false, handled: false });
  });

  it('given an empty cell, when stepped, then the event counts as handled and changes nothing', () => {
    const open = snapshotAt(doorTable, 'OPEN');

    const stepped = step(doorTable, open, { type: 'push' });

    expect(stepped.snapshot).toBe(open);
    expect(stepped).toMatchObject({ effects: [], changed: false, handled: true });
  });

  it('given the same snapshot twice, when stepped with the same event, then both results are equal', () => {
    const from = snapshotAt(doorTable, 'SHUT', { knocks: 2 });

    const [one, two] = [step(doorTable, from, { type: 'knock' }), step(doorTable, from, { type: 'knock' })];

    expect(one.snapshot.value).toBe('OPEN');
    expect(two.snapshot.context).toEqual(one.snapshot.context);
    expect(JSON.parse(JSON.stringify(one.snapshot))).toMatchObject({ value: 'OPEN', context: { knocks: 2 } });
  });

  it('given a table, when its edges are listed, then guarded alternatives are there too', () => {
    expect(edgesOf(doorTable)).toEqual([
      { from: 'SHUT', event: 'push', to: 'OPEN' },
      { from: 'SHUT', event: 'knock', to: 'SHUT' },
      { from: 'SHUT', event: 'knock', to: 'OPEN' },
      { from: 'SHUT', event: 'lock', to: 'LOCKED' },
      { from: 'OPEN', event: 'push', to: 'OPEN' },
    ]);
  });
});

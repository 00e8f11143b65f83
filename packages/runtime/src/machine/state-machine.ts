/** The one adapter to xstate: a decision table goes in, a pure `step` comes out.
 *  Tables live in `*-machine.ts` files (setup().createMachine with flat states; no invoke, spawn or after); their
 *  owner keeps the snapshot as a plain field and runs the effects, so time, I/O and supervision stay ours.
 *  An effect is what the table `emit`s: data with a `type`. Invariant: the same snapshot and event give the same
 *  result, and an event without a cell in the current state gives the very same snapshot back. */
import {
  type AnyStateMachine,
  type ContextFrom,
  type EmittedFrom,
  type EventFromLogic,
  type StateValueFrom,
  transition,
} from 'xstate';
import { assert } from '../base/index.ts';

/** Where one entity stands; JSON-safe when its context is. */
export type MachineSnapshot<State extends string, Context> = {
  readonly value: State;
  readonly context: Context;
};

declare const table: unique symbol;

/** A decision table. The type parameters are what its owner sees of it; the rest is xstate's business. */
export type MachineTable<State extends string, Context, Event, Effect> = {
  readonly [table]: {
    readonly state: State;
    readonly context: Context;
    readonly event: (event: Event) => void;
    readonly effect: Effect;
  };
};

export type MachineStep<State extends string, Context, Effect> = {
  readonly snapshot: MachineSnapshot<State, Context>;
  readonly effects: readonly Effect[];
  /** False when state and context are the very same object. */
  readonly changed: boolean;
  /** False when the table has no cell for this event in this state: the owner decides what that means.
   *  An empty cell (`on: { late: {} }`) handles the event by ignoring it. */
  readonly handled: boolean;
};

type NamedStates<Value> = Value extends string ? Value : never;

/** Wraps an xstate machine; the declared `MachineTable<…>` of the caller is checked against the machine's types. */
export function defineTable<Machine extends AnyStateMachine>(
  machine: Machine,
): MachineTable<
  NamedStates<StateValueFrom<Machine>>,
  ContextFrom<Machine>,
  EventFromLogic<Machine>,
  EmittedFrom<Machine>
> {
  return machine as never;
}

/** The initial state, with `context` laid over the table's own. Entry effects of the initial state do not run. */
export function initialSnapshot<State extends string, Context, Event, Effect>(
  machine: MachineTable<State, Context, Event, Effect>,
  context?: Partial<Context>,
): MachineSnapshot<State, Context> {
  return snapshotAt(machine, initialState(machine), context);
}

/** A snapshot in a chosen state: to restore one, or to start a test in the middle. */
export function snapshotAt<State extends string, Context, Event, Effect>(
  machine: MachineTable<State, Context, Event, Effect>,
  value: State,
  context?: Partial<Context>,
): MachineSnapshot<State, Context> {
  const inner = asXstate(machine);
  const defaults: unknown = inner.config.context;
  assert(
    typeof defaults !== 'function',
    'a table has a plain context: a factory would run again on every step',
  );
  return inner.resolveState({ value, context: { ...(defaults as Context), ...context } }) as never;
}

export function step<State extends string, Context, Event, Effect>(
  machine: MachineTable<State, Context, Event, Effect>,
  snapshot: MachineSnapshot<State, Context>,
  event: Event,
): MachineStep<State, Context, Effect> {
  const inner = asXstate(machine);
  const [next, actions] = transition(inner, snapshot as never, event as never);
  const effects: Effect[] = [];
  for (const action of actions as readonly { readonly type: string; readonly params: unknown }[]) {
    assert(action.type === 'xstate.emit', `a table may only assign and emit, but it has ${action.type}`);
    effects.push((action.params as { event: Effect }).event);
  }
  const changed = (next as unknown) !== snapshot;
  const handled = changed || (inner.getTransitionData(snapshot as never, event)?.length ?? 0) > 0;
  return { snapshot: next as never, effects, changed, handled };
}

export type MachineEdge<State extends string> = {
  readonly from: State;
  readonly event: string;
  /** Equal to `from` for an edge that only assigns or emits. */
  readonly to: State;
};

/** Every edge of the table, guarded alternatives included; for drawings and for tests that no other edge exists. */
export function edgesOf<State extends string, Context, Event, Effect>(
  machine: MachineTable<State, Context, Event, Effect>,
): readonly MachineEdge<State>[] {
  const edges: MachineEdge<State>[] = [];
  for (const node of Object.values(asXstate(machine).states)) {
    for (const [event, transitions] of node.transitions) {
      for (const { target } of transitions) {
        edges.push({ from: node.key as State, event, to: (target?.[0]?.key ?? node.key) as State });
      }
    }
  }
  return edges;
}

function initialState<State extends string, Context, Event, Effect>(
  machine: MachineTable<State, Context, Event, Effect>,
): State {
  const initial = asXstate(machine).config.initial;
  assert(typeof initial === 'string', 'a table names its initial state');
  return initial as State;
}

function asXstate<State extends string, Context, Event, Effect>(
  machine: MachineTable<State, Context, Event, Effect>,
): AnyStateMachine {
  return machine as never;
}

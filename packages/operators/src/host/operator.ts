/** What an operator is to its chain: one stage of the per-record path, and what happens at turns and at the end.
 *  The stage's kind tells the chain generator how to fuse it; `map`, `filter` and `flat-map` are the user's function
 *  itself, so a fused chain has nothing between two user functions. */

export type UserFunction = (value: unknown) => unknown;
export type UserFlatMap = (
  value: unknown,
  out: { collect(value: unknown): void },
) => Iterable<unknown> | void;

export type Stage =
  | { readonly kind: 'map'; readonly fn: UserFunction }
  | { readonly kind: 'filter'; readonly fn: UserFunction }
  | { readonly kind: 'flat-map'; readonly fn: UserFlatMap }
  /** One value out for each value in, with state of its own. */
  | { readonly kind: 'transform'; readonly callsUser: boolean; apply(value: unknown): unknown }
  /** Takes values and emits through its host, when it likes. */
  | { readonly kind: 'absorb'; readonly callsUser: boolean; absorb(value: unknown): void }
  /** As absorb, of two connected streams. Always the head of its chain. */
  | {
      readonly kind: 'absorb-two';
      readonly callsUser: boolean;
      absorb(value: unknown): void;
      absorbSecond(value: unknown): void;
    };

export type Ending = 'finished' | 'canceled' | 'failed';

export type Operator = {
  readonly stage: Stage;
  /** The input has passed this time, and timers up to it have fired. Absent: watermarks are passed on as they come. */
  onWatermark?(watermark: number): void;
  /** Whether its watermarks are to be waited for has changed. Absent: passed on. */
  onWatermarkStatus?(idle: boolean): void;
  /** False holds back the next record: it has all it may have on its way. Only asked of the head of a chain. */
  canAccept?(): boolean;
  /** Work under way on the event loop, while there is any: the thread then sleeps there, and wakes when it settles. */
  readonly pending?: Promise<void> | undefined;
  /** The input has ended: emits what is left while the host can emit.
   *  @returns true when nothing is left; false to be called again, at once or when `pending` has settled */
  finish?(): boolean;
  /** Hands over what was batched since the last call; called at least before the thread sleeps. */
  flush?(): void;
  /** Gives up its resources; called once, whatever happened. */
  close?(ending: Ending): void;
};

/** The head of a source task's chain: it is asked for more instead of being given values. */
export type Source = {
  /** Emits some values, as many as fit in a turn of well under a millisecond, while the host can emit. */
  step(nowMs: number): SourceStatus;
  /** With `waiting`: when to call again, unless `pending` settles first. */
  readonly wakeAtMs?: number;
  /** With `waiting`: work under way on the event loop. */
  readonly pending?: Promise<void> | undefined;
  close?(): void;
};

export type SourceStatus = 'more' | 'waiting' | 'finished';

/** Registers at a peer and does not give up: a TaskManager or JobMaster at the ResourceManager, a TaskManager at a
 *  JobMaster. One object is one series of attempts towards one address; `close` ends it, late answers included.
 *  When to try again is decided by registration-machine.ts. Every callback runs on the owner's main thread.
 *  Source: Flink's RetryingRegistration. */
import { isStreamError } from '../../base/index.ts';
import type { TimerHandle } from '../../io/index.ts';
import { initialSnapshot, type MachineSnapshot, step } from '../../machine/index.ts';
import type { RegistrationRefused } from '../gateways/index.ts';
import type { MainThread } from '../main-thread.ts';
import {
  REGISTRATION_TABLE,
  type RegistrationContext,
  type RegistrationEvent,
  type RegistrationState,
} from './registration-machine.ts';

export type RegistrationSettings = {
  /** Deadline of the first call; doubles with each call that was not answered in time. */
  readonly initialTimeoutMs: number;
  readonly maxTimeoutMs: number;
  readonly errorPauseMs: number;
  readonly refusalPauseMs: number;
};

export const DEFAULT_REGISTRATION: RegistrationSettings = {
  initialTimeoutMs: 100,
  maxTimeoutMs: 30_000,
  errorPauseMs: 10_000,
  refusalPauseMs: 30_000,
};

export type RegistrationAttempt<Gateway, Success> = {
  /** Resolves the peer's address and shakes hands. */
  connect(): Promise<Gateway>;
  /** Must reject with ASK_TIMEOUT when the answer takes longer than `timeoutMs`. */
  register(gateway: Gateway, timeoutMs: number): Promise<Success | RegistrationRefused>;
  registered(gateway: Gateway, success: Success): void;
  /** Will be repeated after a pause. */
  refused(reason: string): void;
  /** Connecting or registering failed with something else than a timeout; will be repeated after a pause. */
  failed(error: unknown): void;
};

export class RetryingRegistration<Gateway, Success extends { readonly kind: 'success' }> {
  readonly #mainThread: MainThread;
  readonly #attempt: RegistrationAttempt<Gateway, Success>;
  #snapshot: MachineSnapshot<RegistrationState, RegistrationContext>;
  #pause: TimerHandle | undefined;
  #gateway: Gateway | undefined;

  constructor(
    mainThread: MainThread,
    attempt: RegistrationAttempt<Gateway, Success>,
    settings: RegistrationSettings = DEFAULT_REGISTRATION,
  ) {
    this.#mainThread = mainThread;
    this.#attempt = attempt;
    this.#snapshot = initialSnapshot(REGISTRATION_TABLE, {
      deadlineMs: settings.initialTimeoutMs,
      deadlineMaxMs: settings.maxTimeoutMs,
      errorPauseMs: settings.errorPauseMs,
      refusalPauseMs: settings.refusalPauseMs,
    });
  }

  get state(): RegistrationState {
    return this.#snapshot.value;
  }

  /** Calls of `register` so far. */
  get attempts(): number {
    return this.#snapshot.context.attempts;
  }

  start(): void {
    this.#apply({ type: 'start' });
  }

  /** Idempotent. Nothing is called back afterwards. */
  close(): void {
    this.#apply({ type: 'close' });
  }

  /** @returns whether the event had a meaning in the current state; late answers after `close` have none */
  #apply(event: RegistrationEvent): boolean {
    const { snapshot, effects, handled } = step(REGISTRATION_TABLE, this.#snapshot, event);
    this.#snapshot = snapshot;
    for (const effect of effects) {
      switch (effect.type) {
        case 'connect':
          this.#connect();
          break;
        case 'register':
          this.#register(effect.deadlineMs);
          break;
        case 'pause':
          this.#pause = this.#mainThread.scheduleRunAsync(effect.delayMs, () => {
            this.#apply({ type: 'pauseOver' });
          });
          break;
        case 'endPause':
          this.#pause?.cancel();
          break;
      }
    }
    return handled;
  }

  #connect(): void {
    this.#then(
      this.#attempt.connect(),
      (gateway) => {
        this.#gateway = gateway;
        this.#apply({ type: 'resolved' });
      },
      (error) => {
        if (this.#apply({ type: 'failed' })) this.#attempt.failed(error);
      },
    );
  }

  #register(timeoutMs: number): void {
    const gateway = this.#gateway as Gateway;
    this.#then(
      this.#attempt.register(gateway, timeoutMs),
      (answer) => {
        if (answer.kind === 'success') {
          if (this.#apply({ type: 'accepted' })) this.#attempt.registered(gateway, answer);
        } else if (this.#apply({ type: 'refused' })) {
          this.#attempt.refused(answer.reason);
        }
      },
      (error) => {
        if (isStreamError(error, 'ASK_TIMEOUT')) this.#apply({ type: 'timedOut' });
        else if (this.#apply({ type: 'failed' })) this.#attempt.failed(error);
      },
    );
  }

  #then<Value>(
    promise: Promise<Value>,
    done: (value: Value) => void,
    failed: (error: unknown) => void,
  ): void {
    promise.then(
      (value) => this.#mainThread.runAsync(() => done(value)),
      (error: unknown) => this.#mainThread.runAsync(() => failed(error)),
    );
  }
}

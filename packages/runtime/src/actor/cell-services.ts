/** What all cells of a system share: the doors, the dispatcher, and where events and dead letters go. */
import type { Io } from '../io/index.ts';
import type { ActorSystemHandle } from './actor.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EventStream } from './event-stream.ts';
import type { FlightRecorder } from './recorder/index.ts';

export type CellServices = {
  readonly io: Io;
  readonly address: string;
  readonly dispatcher: Dispatcher;
  readonly deadLetters: DeadLetters;
  readonly eventStream: EventStream;
  readonly recorder: FlightRecorder;
  readonly system: ActorSystemHandle;
};

/** Whose turn is it? The channels of a gate that may have something, each once; those with an event that has priority
 *  stand ahead of all others, in the order in which they came. A channel that was in line already moves up.
 *  Invariant: the first `#priorityCount` places are taken by channels with priority, and only they.
 *  Source: Flink's PrioritizedDeque of input channels. */
import { AssertionError } from '../../base/index.ts';

/** What the queue keeps on its members. */
export type Queued = { queued: boolean };

export class ChannelQueue<C extends Queued> {
  /** A ring of as many places as there are channels. */
  readonly #places: (C | undefined)[];
  #head: number;
  #length: number;
  #priorityCount: number;

  constructor(capacity: number) {
    this.#places = new Array<C | undefined>(capacity).fill(undefined);
    this.#head = 0;
    this.#length = 0;
    this.#priorityCount = 0;
  }

  get length(): number {
    return this.#length;
  }

  /** Channels that came with priority and were not taken yet. */
  get priorityCount(): number {
    return this.#priorityCount;
  }

  /** Hot: once per buffer. */
  add(channel: C): void {
    if (channel.queued) return;
    channel.queued = true;
    this.#set(this.#length, channel);
    this.#length++;
  }

  /** Behind those that have priority already, ahead of all others. Costs as many steps as channels are moved. */
  addPriority(channel: C): void {
    const from = channel.queued ? this.#placeOf(channel) : this.#length++;
    if (from < this.#priorityCount) return;
    channel.queued = true;
    for (let place = from; place > this.#priorityCount; place--) this.#set(place, this.#get(place - 1));
    this.#set(this.#priorityCount, channel);
    this.#priorityCount++;
  }

  /** Takes the first. Hot: once per buffer; not when empty. */
  take(): C {
    const channel = this.#get(0)!;
    this.#head = (this.#head + 1) % this.#places.length;
    this.#length--;
    if (this.#priorityCount > 0) this.#priorityCount--;
    channel.queued = false;
    return channel;
  }

  clear(): void {
    this.#length = 0;
    this.#priorityCount = 0;
  }

  #placeOf(channel: C): number {
    for (let place = 0; place < this.#length; place++) if (this.#get(place) === channel) return place;
    throw new AssertionError('a queued channel has a place');
  }

  #get(place: number): C | undefined {
    return this.#places[(this.#head + place) % this.#places.length];
  }

  #set(place: number, channel: C | undefined): void {
    this.#places[(this.#head + place) % this.#places.length] = channel;
  }
}

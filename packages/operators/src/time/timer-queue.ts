/** Timers by time, each (key, namespace, time) once. Most timers share their time with many (all keys of a window), so
 *  the heap orders times and each time has a bucket.
 *  Path: internal timer service → **timer queue**. Invariant: timers of one time fire in the order they were set.
 *  A removed timer leaves a gap in its bucket; a time whose bucket is gone is skipped when the heap comes to it.
 *  Source: Flink's KeyGroupedInternalPriorityQueue; the buckets are ours. */
import { TimeHeap } from './time-heap.ts';

/** Up to here a bucket is searched one by one. */
const SEARCHED_TIMERS_MAX = 8;
const GONE = -1;

type Bucket = {
  readonly keys: number[];
  readonly namespaces: number[];
  alive: number;
  /** By namespace, the places of keys; made when the bucket has become large. */
  index: Map<number, Map<number, number>> | undefined;
};

export class TimerQueue {
  readonly #heap = new TimeHeap();
  readonly #buckets = new Map<number, Bucket>();
  #size = 0;
  // Most timers are set for the time of the one before.
  #lastTime = Number.NaN;
  #lastBucket: Bucket | undefined;

  get size(): number {
    return this.#size;
  }

  /** Of the next timer; Infinity without any. A timer for Infinity itself counts too: see `size`. */
  get nextTime(): number {
    while (this.#heap.size > 0 && !this.#buckets.has(this.#heap.smallest)) this.#heap.pop();
    return this.#heap.size === 0 ? Infinity : this.#heap.smallest;
  }

  /** @returns false when there was such a timer */
  add(keyIndex: number, namespace: number, time: number): boolean {
    const bucket = this.#bucketOf(time) ?? this.#open(time);
    if (placeIn(bucket, keyIndex, namespace) !== undefined) return false;
    const place = bucket.keys.length;
    bucket.keys.push(keyIndex);
    bucket.namespaces.push(namespace);
    bucket.alive++;
    this.#size++;
    if (bucket.index !== undefined) indexAt(bucket.index, keyIndex, namespace, place);
    else if (place >= SEARCHED_TIMERS_MAX) bucket.index = indexOf(bucket);
    return true;
  }

  remove(keyIndex: number, namespace: number, time: number): void {
    const bucket = this.#bucketOf(time);
    const place = bucket === undefined ? undefined : placeIn(bucket, keyIndex, namespace);
    if (bucket === undefined || place === undefined) return;
    this.#takeOut(bucket, place);
    if (bucket.alive === 0) this.#close(time);
  }

  /** Takes timers out, earliest first, as long as they are not later than `time`; those set meanwhile too. */
  drainUpTo(time: number, fire: (time: number, keyIndex: number, namespace: number) => void): void {
    while (this.#size > 0) {
      const next = this.nextTime;
      if (next > time) return;
      const bucket = this.#buckets.get(next);
      if (bucket === undefined) return;
      for (let place = 0; place < bucket.keys.length; place++) {
        const keyIndex = bucket.keys[place]!;
        if (keyIndex === GONE) continue;
        const namespace = bucket.namespaces[place]!;
        this.#takeOut(bucket, place);
        fire(next, keyIndex, namespace);
      }
      // Unless the last of its timers was removed by another's firing, the bucket is still there.
      if (this.#buckets.get(next) === bucket) this.#close(next);
    }
  }

  forEach(visit: (time: number, keyIndex: number, namespace: number) => void): void {
    for (const [time, { keys, namespaces }] of this.#buckets) {
      keys.forEach((keyIndex, place) => {
        if (keyIndex !== GONE) visit(time, keyIndex, namespaces[place]!);
      });
    }
  }

  #bucketOf(time: number): Bucket | undefined {
    if (time === this.#lastTime) return this.#lastBucket;
    const bucket = this.#buckets.get(time);
    this.#lastTime = time;
    this.#lastBucket = bucket;
    return bucket;
  }

  #open(time: number): Bucket {
    const bucket: Bucket = { keys: [], namespaces: [], alive: 0, index: undefined };
    this.#buckets.set(time, bucket);
    this.#heap.push(time);
    this.#lastTime = time;
    this.#lastBucket = bucket;
    // Times given up before they came are swept out when they are the larger part of the heap.
    if (this.#heap.size > 64 && this.#heap.size > this.#buckets.size * 2) {
      this.#heap.reset([...this.#buckets.keys()]);
    }
    return bucket;
  }

  #close(time: number): void {
    this.#buckets.delete(time);
    this.#lastTime = Number.NaN;
  }

  #takeOut(bucket: Bucket, place: number): void {
    bucket.index?.get(bucket.namespaces[place]!)?.delete(bucket.keys[place]!);
    bucket.keys[place] = GONE;
    bucket.alive--;
    this.#size--;
  }
}

function placeIn(bucket: Bucket, keyIndex: number, namespace: number): number | undefined {
  if (bucket.index !== undefined) return bucket.index.get(namespace)?.get(keyIndex);
  for (let place = 0; place < bucket.keys.length; place++) {
    if (bucket.keys[place] === keyIndex && bucket.namespaces[place] === namespace) return place;
  }
  return undefined;
}

function indexOf({ keys, namespaces }: Bucket): Map<number, Map<number, number>> {
  const index = new Map<number, Map<number, number>>();
  keys.forEach((keyIndex, place) => {
    if (keyIndex !== GONE) indexAt(index, keyIndex, namespaces[place]!, place);
  });
  return index;
}

function indexAt(
  index: Map<number, Map<number, number>>,
  keyIndex: number,
  namespace: number,
  place: number,
): void {
  const places = index.get(namespace);
  if (places === undefined) index.set(namespace, new Map([[keyIndex, place]]));
  else places.set(keyIndex, place);
}

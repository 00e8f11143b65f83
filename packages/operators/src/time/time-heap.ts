/** A binary heap of times, the smallest on top. Used by the timer queue, which keeps what belongs to each time. */

export class TimeHeap {
  #times: number[] = [];

  get size(): number {
    return this.#times.length;
  }

  /** Of a heap that is not empty. */
  get smallest(): number {
    return this.#times[0]!;
  }

  push(time: number): void {
    const times = this.#times;
    let place = times.length;
    times.push(time);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (times[parent]! <= time) break;
      times[place] = times[parent]!;
      place = parent;
    }
    times[place] = time;
  }

  pop(): void {
    const times = this.#times;
    const last = times.pop();
    if (last === undefined || times.length === 0) return;
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= times.length) break;
      if (child + 1 < times.length && times[child + 1]! < times[child]!) child++;
      if (times[child]! >= last) break;
      times[place] = times[child]!;
      place = child;
    }
    times[place] = last;
  }

  reset(times: readonly number[]): void {
    this.#times = [];
    for (const time of times) this.push(time);
  }
}

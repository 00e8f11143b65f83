/** When a connection of the old flow control is writable: no longer once as many bytes wait as two segments have, and
 *  again only below one segment and a byte. Node tells of "drained" at empty only, so the two marks are kept here.
 *  Source: Flink 1.4's NettyServer, which sets Netty's marks like this. */

export class WriteWatermarks {
  readonly low: number;
  readonly high: number;
  #writable: boolean;

  constructor(segmentSize: number) {
    this.low = segmentSize + 1;
    this.high = segmentSize * 2;
    this.#writable = true;
  }

  /** @param pendingBytes given to the connection and not yet taken by the operating system */
  allow(pendingBytes: number): boolean {
    this.#writable = this.#writable ? pendingBytes < this.high : pendingBytes < this.low;
    return this.#writable;
  }
}

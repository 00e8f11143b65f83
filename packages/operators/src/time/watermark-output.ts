/** Whatever takes watermarks in: the next operator of a chain, a record writer, a test.
 *  Invariant: watermarks given to it only grow. */

export type WatermarkOutput = {
  /** No record with a timestamp up to `watermark` will follow. */
  emitWatermark(watermark: number): void;
  /** While idle, nobody is to wait for these watermarks. */
  emitWatermarkStatus(idle: boolean): void;
};

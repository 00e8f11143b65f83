/** Makes one watermark out of those of many channels: the smallest of all that are worth waiting for.
 *  Path: record reader (per channel) → **valve** → watermark flow of the chain's head.
 *  A channel counts while it is active and aligned. An idle one is not waited for; when it comes back behind what was
 *  already put out, it stays unaligned until it has caught up.
 *  Invariant: the output never goes back. Source: Flink's StatusWatermarkValve. */
import { MIN_WATERMARK } from '@rivulet/runtime/base';
import type { WatermarkOutput } from './watermark-output.ts';

type ChannelTime = { watermark: number; isIdle: boolean; isAligned: boolean };

export class StatusWatermarkValve {
  readonly #channels: readonly ChannelTime[];
  readonly #output: WatermarkOutput;
  #outputWatermark = MIN_WATERMARK;
  #outputIsIdle = false;

  /** @param channelCount at least 1 */
  constructor(channelCount: number, output: WatermarkOutput) {
    this.#output = output;
    this.#channels = Array.from({ length: channelCount }, () => ({
      watermark: MIN_WATERMARK,
      isIdle: false,
      isAligned: true,
    }));
  }

  inputWatermark(watermark: number, channelIndex: number): void {
    const channel = this.#channels[channelIndex]!;
    if (this.#outputIsIdle || channel.isIdle || watermark <= channel.watermark) return;
    const held = channel.watermark === this.#outputWatermark;
    channel.watermark = watermark;
    if (!channel.isAligned && watermark >= this.#outputWatermark) channel.isAligned = true;
    // Only a channel that held the output back can move it.
    else if (!held) return;
    this.#outputSmallest();
  }

  inputWatermarkStatus(idle: boolean, channelIndex: number): void {
    const channel = this.#channels[channelIndex]!;
    if (channel.isIdle === idle) return;
    channel.isIdle = idle;
    if (idle) this.#becomeIdle(channel);
    else this.#becomeActive(channel);
  }

  #becomeIdle(channel: ChannelTime): void {
    channel.isAligned = false;
    const held = channel.watermark === this.#outputWatermark;
    if (this.#channels.some(({ isIdle }) => !isIdle)) {
      if (held) this.#outputSmallest();
      return;
    }
    // Nobody is left to wait for: what the furthest channel has promised may be put out before the silence.
    if (held) this.#advance(Math.max(...this.#channels.map(({ watermark }) => watermark)));
    this.#outputIsIdle = true;
    this.#output.emitWatermarkStatus(true);
  }

  #becomeActive(channel: ChannelTime): void {
    if (channel.watermark >= this.#outputWatermark) channel.isAligned = true;
    if (!this.#outputIsIdle) return;
    this.#outputIsIdle = false;
    this.#output.emitWatermarkStatus(false);
  }

  /** Flink keeps a heap; a task has few channels and each a handful of watermarks a second, so a walk will do. */
  #outputSmallest(): void {
    let smallest = Infinity;
    let isAnyAligned = false;
    for (const { isAligned, watermark } of this.#channels) {
      if (!isAligned) continue;
      isAnyAligned = true;
      if (watermark < smallest) smallest = watermark;
    }
    if (isAnyAligned) this.#advance(smallest);
  }

  #advance(watermark: number): void {
    if (watermark <= this.#outputWatermark) return;
    this.#outputWatermark = watermark;
    this.#output.emitWatermark(watermark);
  }
}

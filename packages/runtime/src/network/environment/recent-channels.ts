/** The last figures of channels that ended, so that one can still look at them when the job is over.
 *  Bounded: the oldest are forgotten. */
import type { JobId } from '../../base/index.ts';
import type { ChannelFigures } from './channel-figures.ts';

const CHANNELS_KEPT = 1_000;

export class RecentChannels {
  #channels: { readonly jobId: JobId; readonly figures: ChannelFigures }[];

  constructor() {
    this.#channels = [];
  }

  add(jobId: JobId, channels: readonly ChannelFigures[]): void {
    const added = channels.map((figures) => ({ jobId, figures }));
    this.#channels = [...this.#channels, ...added].slice(-CHANNELS_KEPT);
  }

  of(jobId: JobId): readonly ChannelFigures[] {
    return this.#channels.filter((channel) => channel.jobId === jobId).map((channel) => channel.figures);
  }
}

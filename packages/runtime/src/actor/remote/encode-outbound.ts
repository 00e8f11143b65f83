/** Encodes a message on its way out, or says why it cannot leave: an ask is answered with the reason, and so is whoever
 *  waits for an answer that turned out too large. The connection is not touched by any of this. */
import { isStreamError, streamError } from '../../base/index.ts';
import { type ActorRef, fullPath } from '../actor-ref.ts';
import { isTemporaryPath } from '../actor-path.ts';
import { describeMessage } from '../describe-message.ts';
import { ReplyFailure } from '../reply-failure.ts';
import type { AssociationContext } from './association-context.ts';
import { encodeEnvelope } from './envelope-codec.ts';
import type { Outbound } from './outbound-queue.ts';

export function encodeOutbound(
  context: AssociationContext,
  target: ActorRef,
  message: unknown,
  sender: ActorRef | undefined,
): Outbound | undefined {
  const { own, settings, host } = context;
  try {
    const frame = encodeEnvelope(
      target,
      message,
      sender,
      own.address,
      settings.frameLimitBytes,
      host.origin(target, message),
    );
    return { frame, target, message, sender };
  } catch (error) {
    const failure = nameMessage(error, message);
    if (isTemporaryPath(target.path) && !(message instanceof ReplyFailure)) {
      return encodeOutbound(context, target, new ReplyFailure(failure), sender);
    }
    const reason = isStreamError(error, 'REMOTE_FRAME_TOO_LARGE') ? 'oversized' : 'undecodable';
    host.deadLetters.add({ message, sender, recipient: fullPath(target), reason }, failure);
    return undefined;
  }
}

/** An oversized message is better found when its kind is named. */
function nameMessage(error: unknown, message: unknown): unknown {
  if (!isStreamError(error, 'REMOTE_FRAME_TOO_LARGE')) return error;
  const { sizeBytes = 0, limitBytes = 0 } = error.details;
  const what = message instanceof ReplyFailure ? 'a failure' : `the message ${describeMessage(message)}`;
  return streamError('REMOTE_FRAME_TOO_LARGE', { what, sizeBytes, limitBytes });
}

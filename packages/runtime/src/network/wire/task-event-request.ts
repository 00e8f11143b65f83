/** Reads the one frame to a producer that carries two things of their own length: an event and the partition it is for.
 *  The frame's length was checked at its header; that its parts fit into it is checked here. */
import { streamError } from '../../base/index.ts';
import type { TaskEventFields } from './frame-encoder.ts';
import { readI32, readU32, TASK_EVENT_BODY_BYTES, TASK_EVENT_REQUEST } from './frames.ts';

export type TaskEventRequest = {
  readonly receiverId: number;
  readonly partitionId: string;
  /** With bytes of its own. */
  readonly event: TaskEventFields;
};

/** @param body borrowed
 *  @param mostBytes of the event
 *  @throws StreamError NET_FRAME_LENGTH when the event is longer than it may be, or than the frame */
export function readTaskEventRequest(body: Uint8Array, mostBytes: number, peer: string): TaskEventRequest {
  const size = (body[8]! << 8) | body[9]!;
  const end = TASK_EVENT_BODY_BYTES + size;
  const most = Math.min(mostBytes, body.length - TASK_EVENT_BODY_BYTES - 1);
  if (size > most) {
    throw streamError('NET_FRAME_LENGTH', { peer, id: TASK_EVENT_REQUEST, length: size, least: 0, most });
  }
  return {
    receiverId: readU32(body, 0),
    partitionId: new TextDecoder().decode(body.subarray(end)),
    event: { kind: readI32(body, 4), bytes: body.slice(TASK_EVENT_BODY_BYTES, end) },
  };
}

/** Frames survive any cutting of the stream, and bad bytes are refused before anything is allocated for them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStreamError } from '../../base/index.ts';
import { copyBytesPortably } from '../../io/index.ts';
import { deserializeEvent, isDataType } from '../event/index.ts';
import { EVERY_EVENT, eventFrame } from '../testing/every-event.ts';
import {
  ACK_ALL_USER_RECORDS_PROCESSED,
  ADD_CREDIT,
  BACKLOG_ANNOUNCEMENT,
  BUFFER_HEADER_BYTES,
  BufferHeader,
  CANCEL_PARTITION_REQUEST,
  CLOSE_REQUEST,
  ERROR_RESPONSE,
  FrameDecoder,
  type FrameDirection,
  FrameEncoder,
  HELLO,
  GATHER_PAYLOAD,
  NEW_BUFFER_SIZE,
  PARTITION_REQUEST,
  readI32,
  readTaskEventRequest,
  readU32,
  RESUME_CONSUMPTION,
  SKIP_PAYLOAD,
  TASK_EVENT_REQUEST,
} from './index.ts';

const MAX_PAYLOAD = 500;

/** Decodes `stream`, cut at `cuts`, into a line per frame. */
function decode(stream: Uint8Array, direction: FrameDirection, cuts: readonly number[] = []): string[] {
  const seen: string[] = [];
  const target = new Uint8Array(MAX_PAYLOAD);
  const decoder = new FrameDecoder(
    {
      frame: (id, bytes, at, length) => seen.push(describeFrame(id, bytes.subarray(at, at + length))),
      bufferStarted: (header) => {
        target.fill(0);
        if (!isDataType(header.dataType)) return GATHER_PAYLOAD;
        return header.receiverId === 13 ? SKIP_PAYLOAD : 0;
      },
      bufferCompleted: (header, gathered) => {
        if (header.receiverId === 5 && gathered !== undefined) {
          seen.push(`event ${JSON.stringify(deserializeEvent(header.dataType, gathered))}`);
          return;
        }
        const payload = gathered ?? target.subarray(0, header.size);
        seen.push(describeBuffer(header, header.receiverId === 13 ? new Uint8Array(0) : payload));
      },
    },
    { direction, peer: 'peer', maxPayloadBytes: MAX_PAYLOAD, target, copyBytes: copyBytesPortably },
  );
  let start = 0;
  for (const cut of [...cuts, stream.length].sort((a, b) => a - b)) {
    // A copy that is scribbled over afterwards: chunks are borrowed.
    const chunk = stream.slice(start, Math.max(start, cut));
    decoder.decode(chunk);
    chunk.fill(0xdb);
    start = Math.max(start, cut);
  }
  return seen;
}

function describeFrame(id: number, body: Uint8Array): string {
  switch (id) {
    case PARTITION_REQUEST: {
      const numbers = [readU32(body, 0), readI32(body, 4), readI32(body, 8), body[12]];
      return `request ${numbers.join(' ')} ${new TextDecoder().decode(body.subarray(13))}`;
    }
    case ADD_CREDIT:
      return `credit ${readI32(body, 0)} ${readU32(body, 4)}`;
    case BACKLOG_ANNOUNCEMENT:
      return `backlog ${readI32(body, 0)} ${readU32(body, 4)}`;
    case CANCEL_PARTITION_REQUEST:
      return `cancel ${readU32(body, 0)}`;
    case RESUME_CONSUMPTION:
      return `resume ${readU32(body, 0)}`;
    case HELLO:
      return `hello ${new TextDecoder().decode(body)}`;
    case ACK_ALL_USER_RECORDS_PROCESSED:
      return `ack ${readU32(body, 0)}`;
    case NEW_BUFFER_SIZE:
      return `size ${readI32(body, 0)} ${readU32(body, 4)}`;
    case TASK_EVENT_REQUEST: {
      const { receiverId, partitionId, event } = readTaskEventRequest(body, 3, 'peer');
      return `task event ${receiverId} ${partitionId} ${event.kind} ${event.bytes.join()}`;
    }
    case CLOSE_REQUEST:
      return 'close';
    case ERROR_RESPONSE:
      return `error ${body[0]} ${readU32(body, 1)} ${new TextDecoder().decode(body.subarray(5))}`;
    default:
      return `unknown ${id}`;
  }
}

function describeBuffer(header: BufferHeader, payload: Uint8Array): string {
  const { receiverId, subpartition, sequence, backlog, dataType, isCompressed, size } = header;
  return `buffer ${[receiverId, subpartition, sequence, backlog, dataType, isCompressed, size].join(' ')} ${payload.join()}`;
}

function requests(): { stream: Uint8Array; lines: string[] } {
  const encoder = new FrameEncoder();
  encoder.hello('密钥');
  encoder.partitionRequest({
    receiverId: 7,
    partitionId: 'ds#0@ätt_1',
    subpartition: 3,
    initialCredit: 2,
    flowControl: 0,
  });
  encoder.addCredit(0xffff_fffe, 6);
  encoder.cancelPartitionRequest(9);
  encoder.resumeConsumption(10);
  encoder.ackAllUserRecordsProcessed(0xffff_fffd);
  encoder.newBufferSize(11, 32_768);
  encoder.taskEventRequest(12, 'ds#0@ätt_1', { kind: -7, bytes: Uint8Array.of(1, 0, 255) });
  encoder.taskEventRequest(13, 'p', { kind: 0, bytes: new Uint8Array(0) });
  encoder.closeRequest();
  return {
    stream: encoder.take(),
    lines: [
      'hello 密钥',
      'request 7 3 2 0 ds#0@ätt_1',
      'credit 6 4294967294',
      'cancel 9',
      'resume 10',
      'ack 4294967293',
      'size 32768 11',
      'task event 12 ds#0@ätt_1 -7 1,0,255',
      'task event 13 p 0 ',
      'close',
    ],
  };
}

function responses(): { stream: Uint8Array; lines: string[] } {
  const parts: Uint8Array[] = [];
  const lines: string[] = [];
  const addBuffer = (receiverId: number, dataType: number, size: number): void => {
    const header = Object.assign(new BufferHeader(), { receiverId, dataType, size });
    Object.assign(header, { subpartition: 1, sequence: -5, backlog: 300, isCompressed: size % 2 === 0 });
    const bytes = new Uint8Array(BUFFER_HEADER_BYTES + size).map((_, i) => i % 256);
    header.write(bytes, 0);
    parts.push(bytes);
    const skipped = receiverId === 13 && dataType !== 2;
    lines.push(describeBuffer(header, skipped ? new Uint8Array(0) : bytes.subarray(BUFFER_HEADER_BYTES)));
  };
  addBuffer(1, 1, MAX_PAYLOAD);
  addBuffer(2, 2, 5);
  addBuffer(13, 1, 77);
  addBuffer(3, 1, 0);
  for (const event of EVERY_EVENT) {
    parts.push(eventFrame(event, { receiverId: 5, sequence: 9 }));
    lines.push(`event ${JSON.stringify(event)}`);
  }
  const encoder = new FrameEncoder();
  encoder.backlogAnnouncement(4, 8);
  encoder.errorResponse(5, '{"code":"X"}');
  encoder.errorResponse(undefined, '{"code":"缓冲区"}');
  parts.push(encoder.take());
  lines.push('backlog 8 4', 'error 1 5 {"code":"X"}', 'error 0 0 {"code":"缓冲区"}');
  return { stream: Uint8Array.from(parts.flatMap((part) => [...part])), lines };
}

describe('frames', () => {
  it.each([
    ['toProducer', requests()],
    ['toConsumer', responses()],
  ] as const)(
    'given frames %s, when the stream is cut anywhere, then the same frames come out',
    (direction, { stream, lines }) => {
      expect(decode(stream, direction)).toEqual(lines);
      expect(decode(stream, direction, [...stream.keys()])).toEqual(lines);
      const cuts = fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 });
      fc.assert(
        fc.property(cuts, (places) => {
          expect(decode(stream, direction, places)).toEqual(lines);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('given the layout of Flink, then a buffer’s header has its fields at these places', () => {
    const header = Object.assign(new BufferHeader(), {
      receiverId: 1,
      subpartition: 2,
      sequence: 3,
      backlog: 4,
    });
    Object.assign(header, { dataType: 1, size: 6 });
    const bytes = new Uint8Array(BUFFER_HEADER_BYTES);

    header.write(bytes, 0);

    expect([...bytes]).toEqual([
      ...[0, 0, 0, 37, 0xba, 0xdc, 0x0f, 0xfe, 0],
      ...[0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 1, 0, 0, 0, 0, 6],
    ]);
  });

  it.each([
    [4, 0xbb, 'NET_BAD_MAGIC'],
    [8, 11, 'NET_UNKNOWN_FRAME'],
    [8, 0, 'NET_UNKNOWN_FRAME'],
    [0, 0x7f, 'NET_FRAME_LENGTH'],
    [3, 4, 'NET_FRAME_LENGTH'],
  ])('given byte %i of a request set to %i, then %s', (at, value, code) => {
    const { stream } = requests();
    stream[at] = value;

    expect(() => decode(stream, 'toProducer')).toThrow(expect.objectContaining({ code }));
  });

  it('given a buffer that announces another size than its frame, then NET_FRAME_LENGTH', () => {
    const { stream } = responses();
    stream[BUFFER_HEADER_BYTES - 1]! ^= 1;

    expect(() => decode(stream, 'toConsumer')).toThrow(expect.objectContaining({ code: 'NET_FRAME_LENGTH' }));
  });

  it('given any bytes changed, then frames come out or a coded error does, and nothing else happens', () => {
    const { stream } = responses();
    const changes = fc.array(fc.tuple(fc.nat(stream.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(changes, fc.array(fc.nat(stream.length), { maxLength: 4 }), (mutations, cuts) => {
        const mutated = stream.slice();
        for (const [at, value] of mutations) mutated[at] = value;
        try {
          decode(mutated, 'toConsumer', cuts);
        } catch (error) {
          expect(isStreamError(error)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('given more frames than the encoder first had room for, then none is cut', () => {
    const encoder = new FrameEncoder();
    for (let i = 0; i < 500; i++) encoder.addCredit(i, 1);

    const seen = decode(encoder.take(), 'toProducer');

    expect([seen.length, seen[499], encoder.isEmpty]).toEqual([500, 'credit 1 499', true]);
  });
});

/** Collects the small frames of one turn, so that they leave with one write. Payloads do not pass here: a data buffer
 *  is sent as its header (`BufferHeader.write`) and the segment's own bytes.
 *  Path: producer or consumer endpoint → **encoder** → connection. */
import {
  ACK_ALL_USER_RECORDS_PROCESSED,
  ADD_CREDIT,
  BACKLOG_ANNOUNCEMENT,
  CANCEL_PARTITION_REQUEST,
  CLOSE_REQUEST,
  ERROR_RESPONSE,
  FRAME_HEADER_BYTES,
  HELLO,
  MAX_TEXT_BYTES,
  NEW_BUFFER_SIZE,
  PARTITION_REQUEST,
  RESUME_CONSUMPTION,
  TASK_EVENT_BODY_BYTES,
  TASK_EVENT_REQUEST,
  writeFrameHeader,
  writeI32,
} from './frames.ts';

const INITIAL_BYTES = 1024;
const TEXT = new TextEncoder();

export type PartitionRequestFields = {
  readonly receiverId: number;
  readonly partitionId: string;
  readonly subpartition: number;
  readonly initialCredit: number;
  readonly flowControl: number;
};

export type TaskEventFields = { readonly kind: number; readonly bytes: Uint8Array };

export class FrameEncoder {
  #bytes: Uint8Array;
  #length: number;

  constructor() {
    this.#bytes = new Uint8Array(INITIAL_BYTES);
    this.#length = 0;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** The collected frames as bytes of their own; the encoder is empty afterwards. */
  take(): Uint8Array {
    const frames = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return frames;
  }

  hello(secret: string): void {
    const text = TEXT.encode(secret);
    const at = this.#frame(HELLO, text.length);
    this.#bytes.set(text, at);
  }

  partitionRequest(request: PartitionRequestFields): void {
    const partitionId = TEXT.encode(request.partitionId);
    const at = this.#frame(PARTITION_REQUEST, 13 + partitionId.length);
    writeI32(this.#bytes, at, request.receiverId);
    writeI32(this.#bytes, at + 4, request.subpartition);
    writeI32(this.#bytes, at + 8, request.initialCredit);
    this.#bytes[at + 12] = request.flowControl;
    this.#bytes.set(partitionId, at + 13);
  }

  addCredit(receiverId: number, credit: number): void {
    const at = this.#frame(ADD_CREDIT, 8);
    writeI32(this.#bytes, at, credit);
    writeI32(this.#bytes, at + 4, receiverId);
  }

  cancelPartitionRequest(receiverId: number): void {
    writeI32(this.#bytes, this.#frame(CANCEL_PARTITION_REQUEST, 4), receiverId);
  }

  resumeConsumption(receiverId: number): void {
    writeI32(this.#bytes, this.#frame(RESUME_CONSUMPTION, 4), receiverId);
  }

  ackAllUserRecordsProcessed(receiverId: number): void {
    writeI32(this.#bytes, this.#frame(ACK_ALL_USER_RECORDS_PROCESSED, 4), receiverId);
  }

  newBufferSize(receiverId: number, size: number): void {
    const at = this.#frame(NEW_BUFFER_SIZE, 8);
    writeI32(this.#bytes, at, size);
    writeI32(this.#bytes, at + 4, receiverId);
  }

  /** @param event of at most 65,535 bytes */
  taskEventRequest(receiverId: number, partitionId: string, { kind, bytes }: TaskEventFields): void {
    const text = TEXT.encode(partitionId);
    const at = this.#frame(TASK_EVENT_REQUEST, TASK_EVENT_BODY_BYTES + bytes.length + text.length);
    writeI32(this.#bytes, at, receiverId);
    writeI32(this.#bytes, at + 4, kind);
    this.#bytes[at + 8] = bytes.length >>> 8;
    this.#bytes[at + 9] = bytes.length;
    this.#bytes.set(bytes, at + TASK_EVENT_BODY_BYTES);
    this.#bytes.set(text, at + TASK_EVENT_BODY_BYTES + bytes.length);
  }

  closeRequest(): void {
    this.#frame(CLOSE_REQUEST, 0);
  }

  backlogAnnouncement(receiverId: number, backlog: number): void {
    const at = this.#frame(BACKLOG_ANNOUNCEMENT, 8);
    writeI32(this.#bytes, at, backlog);
    writeI32(this.#bytes, at + 4, receiverId);
  }

  /** @param receiverId absent: the error ends the whole connection */
  errorResponse(receiverId: number | undefined, errorJson: string): void {
    const text = TEXT.encode(errorJson).subarray(0, MAX_TEXT_BYTES);
    const at = this.#frame(ERROR_RESPONSE, 5 + text.length);
    this.#bytes[at] = receiverId === undefined ? 0 : 1;
    writeI32(this.#bytes, at + 1, receiverId ?? 0);
    this.#bytes.set(text, at + 5);
  }

  /** Appends a frame's header. @returns where its body starts */
  #frame(id: number, bodyBytes: number): number {
    const at = this.#length;
    this.#length += FRAME_HEADER_BYTES + bodyBytes;
    if (this.#length > this.#bytes.length) this.#grow();
    writeFrameHeader(this.#bytes, at, id, bodyBytes);
    return at + FRAME_HEADER_BYTES;
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

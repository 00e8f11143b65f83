/** Flow control of one channel, at the producer: may its next data buffer be sent?
 *  Chosen by each partition request. `credit`: as many buffers as the consumer has announced. `tcp`, the model before
 *  credits: whatever is there, while the connection is writable; nobody asks whether the consumer has room. */
import { assert, streamError } from '../../base/index.ts';
import type { FlowControl } from '../../graph/index.ts';

export interface SendingFlow {
  readonly kind: FlowControl;
  /** Whether a data buffer may be sent now. Events may always be. Hot: once per buffer. */
  readonly maySendData: boolean;
  /** Buffers that may still be sent; `undefined` where nobody counts them. */
  readonly credit: number | undefined;
  /** No buffer at the consumer is this channel's own: it gets some when it tells of a backlog, and gives back all. */
  readonly startsWithoutCredit: boolean;
  /** The consumer lets the channel go on after a barrier. */
  resumed(): void;
  dataSent(): void;
  creditAdded(credit: number): void;
}

const FLOW_NUMBERS: Readonly<Record<FlowControl, number>> = { credit: 0, tcp: 1 };

/** The byte that stands for a flow control in a partition request. */
export function flowNumber(flow: FlowControl): number {
  return FLOW_NUMBERS[flow];
}

/** @throws StreamError NET_FLOW_CONTROL when this process does not know the flow control asked for */
export function openSendingFlow(number: number, initialCredit: number, peer: string): SendingFlow {
  if (number === FLOW_NUMBERS.credit) return new CreditFlow(initialCredit);
  if (number === FLOW_NUMBERS.tcp) return new TcpFlow();
  throw streamError('NET_FLOW_CONTROL', { number, peer });
}

/** One credit is one free buffer at the consumer; a data buffer costs one, an event none. */
export class CreditFlow implements SendingFlow {
  readonly kind: 'credit';
  readonly startsWithoutCredit: boolean;
  #credit: number;

  constructor(initialCredit: number) {
    this.kind = 'credit';
    this.startsWithoutCredit = initialCredit === 0;
    this.#credit = initialCredit;
  }

  get credit(): number {
    return this.#credit;
  }

  get maySendData(): boolean {
    return this.#credit > 0;
  }

  dataSent(): void {
    assert(this.#credit > 0, 'a data buffer needs credit');
    this.#credit--;
  }

  creditAdded(credit: number): void {
    this.#credit += credit;
  }

  /** The consumer gave the buffers back that this credit was for. */
  resumed(): void {
    if (this.startsWithoutCredit) this.#credit = 0;
  }
}

/** The old model: the producer knows nothing of its consumer, only whether the connection takes more bytes. */
export class TcpFlow implements SendingFlow {
  readonly kind: 'tcp';
  readonly maySendData: true;
  readonly credit: undefined;
  readonly startsWithoutCredit: false;

  constructor() {
    this.kind = 'tcp';
    this.maySendData = true;
    this.credit = undefined;
    this.startsWithoutCredit = false;
  }

  dataSent(): void {}

  resumed(): void {}

  creditAdded(): void {}
}

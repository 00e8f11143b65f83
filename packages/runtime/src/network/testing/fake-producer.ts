/** A producer that a test plays by hand, on a simulated network: it accepts the consumer's connection and sends what it
 *  is told, whether or not it keeps the protocol. Imported by tests alone. */
import type { Connection } from '../../io/index.ts';
import { BUFFER_HEADER_BYTES, BufferHeader } from '../wire/index.ts';
import { SimulatedPair } from './simulated-pair.ts';
import type { TestConsumer } from './simulated-task-manager.ts';

/** The data type of a buffer of records. */
export const DATA = 1;

export class FakeProducer {
  readonly pair: SimulatedPair;
  isClosed: boolean = false;
  #connection: Connection | undefined;
  #address: { host: string; port: number } = { host: '', port: 0 };

  private constructor(pair: SimulatedPair) {
    this.pair = pair;
  }

  static async start(): Promise<FakeProducer> {
    const fake = new FakeProducer(await SimulatedPair.start());
    const { world, strangerNetwork } = fake.pair;
    const listening = strangerNetwork.listen({ host: '127.0.0.1', port: 0 }, (connection) =>
      fake.#accept(connection),
    );
    fake.#address = (await world.complete(listening)).address;
    return fake;
  }

  /** Opens a gate with channels that read from here; their receiver ids are 1, 2, … */
  async consume(gateKey: string, channels: number, exclusive: number = 2): Promise<TestConsumer> {
    const sources = Array.from({ length: channels }, (_, i) =>
      this.pair.sourceAt(this.#address, `${gateKey}${i}`),
    );
    const consumer = this.pair.consuming.consume(gateKey, sources, exclusive, 0);
    await this.pair.settle();
    return consumer;
  }

  send(bytes: Uint8Array): void {
    this.#connection!.write(bytes);
  }

  sendBuffer(receiverId: number, sequence: number, size: number = 8, dataType: number = DATA): void {
    this.send(bufferFrame(receiverId, sequence, size, dataType));
  }

  end(): void {
    this.#connection!.end();
  }

  /** Breaks off, as a process that is killed does. */
  breakOff(): void {
    this.#connection!.destroy();
  }

  #accept(connection: Connection): void {
    this.#connection = connection;
    connection.handle({ data: () => {}, drained: () => {}, closed: () => (this.isClosed = true) });
  }
}

/** A whole BufferResponse whose payload is `sequence + 1` throughout. */
export function bufferFrame(
  receiverId: number,
  sequence: number,
  size: number,
  dataType: number,
): Uint8Array {
  const header = Object.assign(new BufferHeader(), { receiverId, sequence, size, dataType });
  const bytes = new Uint8Array(BUFFER_HEADER_BYTES + size).fill(sequence + 1);
  header.write(bytes, 0);
  return bytes;
}

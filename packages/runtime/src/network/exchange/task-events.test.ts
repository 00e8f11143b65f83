/** Events that a consuming task sends back to its producers, over a simulated network. Local channels, and the way through
 *  the main thread: environment/task-event-routes.test.ts. */
import { describe, expect, it } from 'vitest';
import { MAX_TASK_EVENT_BYTES } from '../event/index.ts';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import { writeBytes } from '../testing/simulated-task-manager.ts';
import { FRAME_HEADER_BYTES, FrameEncoder } from '../wire/index.ts';

function event(kind: number, ...bytes: number[]) {
  return { kind, bytes: Uint8Array.from(bytes) };
}

describe('events from a consumer to its producers', () => {
  it.each(['credit', 'tcp'] as const)(
    'given %s flow control, when a task tells one channel and then all, then each producer hears it in that order',
    async (flowControl) => {
      const pair = await SimulatedPair.start();
      const producers = ['p', 'q'].map((name) => pair.producing.produce(name, 1));
      const sources = producers.map((producer) => pair.source(producer));
      const exclusive = flowControl === 'credit' ? 2 : 0;
      const consumer = pair.consuming.consume('g', sources, exclusive, 8, { flowControl });
      await pair.settle();

      consumer.gate.sendTaskEvent(1, event(-1, 9));
      consumer.gate.sendTaskEvent('all', event(7, 1, 2));
      consumer.gate.sendTaskEvent(1, event(8));
      await pair.settle();

      const heard = pair.producing.taskEvents;
      expect(heard.filter((line) => line.startsWith('p'))).toEqual(['p 7: 1,2']);
      expect(heard.filter((line) => line.startsWith('q'))).toEqual(['q -1: 9', 'q 7: 1,2', 'q 8: ']);
      expect(pair.failureCodes).toEqual([]);
    },
  );

  it('given events before the connection stands, then they follow the request, in order', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1);
    const consumer = pair.consuming.consume('g', [pair.source(producer)]);

    for (const kind of [1, 2, 3]) consumer.gate.sendTaskEvent(0, event(kind));
    await pair.settle();

    expect(pair.producing.taskEvents).toEqual(['p 1: ', 'p 2: ', 'p 3: ']);
  });

  it('given a partition that is not there, then that channel alone fails, and the connection goes on', async () => {
    const pair = await SimulatedPair.start();
    const [gone, kept] = [pair.producing.produce('gone', 1, 10, false), pair.producing.produce('kept', 1)];
    const broken = pair.consuming.consume('broken', [pair.source(gone)]);
    const healthy = pair.consuming.consume('healthy', [pair.source(kept)]);
    await pair.settle();

    broken.gate.sendTaskEvent(0, event(5));
    await pair.settle();
    pair.producing.register(gone);
    writeBytes(kept, 0, 3, 30);
    kept.partition.flushAll();

    expect(await pair.read(healthy)).toEqual(['3x30']);
    expect(pair.failureCodes).toEqual(['broken: NET_TASK_EVENT_UNDELIVERABLE']);
    expect(pair.consuming.failures[0]!.error.details).toEqual({ kind: 5, partition: 'gone' });
    expect(pair.producing.taskEvents).toEqual([]);
    expect(pair.views.map(({ partitionId }) => partitionId)).toEqual(['kept']);
  });

  it('given more bytes than an event may have, then NET_TASK_EVENT_TOO_LARGE for the sender, and nothing is sent', async () => {
    const pair = await SimulatedPair.start();
    const consumer = pair.consuming.consume('g', [pair.source(pair.producing.produce('p', 1))]);
    await pair.settle();

    const largest = new Uint8Array(MAX_TASK_EVENT_BYTES).fill(1);
    consumer.gate.sendTaskEvent(0, { kind: 1, bytes: largest });
    const tooLarge = { kind: 2, bytes: new Uint8Array(MAX_TASK_EVENT_BYTES + 1) };

    expect(() => consumer.gate.sendTaskEvent('all', tooLarge)).toThrow(
      expect.objectContaining({ code: 'NET_TASK_EVENT_TOO_LARGE' }),
    );
    await pair.settle();
    expect(pair.producing.taskEvents).toEqual([`p 1: ${largest.join()}`]);
  });

  it.each([
    ['longer than its frame', 4, 255],
    ['that leaves no place for a partition', 4, 5],
    ['longer than events may be', MAX_TASK_EVENT_BYTES + 1, MAX_TASK_EVENT_BYTES + 1],
  ])('given an event %s, then that connection ends with NET_FRAME_LENGTH', async (_, size, told) => {
    const pair = await SimulatedPair.start();
    pair.producing.produce('p', 1);
    const connecting = pair.strangerNetwork.connect(pair.producing.address, { timeoutMs: 1_000 });
    const connection = await pair.world.complete(connecting);
    const received: number[] = [];
    connection.handle({ data: (bytes) => received.push(...bytes), drained: () => {}, closed: () => {} });
    const encoder = new FrameEncoder();
    encoder.taskEventRequest(1, 'p', { kind: 1, bytes: new Uint8Array(size) });
    const frame = encoder.take();
    frame[FRAME_HEADER_BYTES + 8] = told >>> 8;
    frame[FRAME_HEADER_BYTES + 9] = told;

    connection.write(frame);
    await pair.settle();

    expect(new TextDecoder().decode(Uint8Array.from(received))).toContain('NET_FRAME_LENGTH');
    expect(pair.producing.taskEvents).toEqual([]);
  });
});

/** A thread that listens on the network it was handed and sends back what it reads: for the test of ports. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { PortNetwork } from './port-network.ts';

const { trunk } = workerData as { readonly trunk: MessagePort };
const network = new PortNetwork(trunk);
await network.listen({ host: 'thread', port: 1 }, (connection) => {
  connection.handle({
    data: (bytes) => void connection.write(bytes),
    drained: () => {},
    closed: () => network.close(),
  });
});

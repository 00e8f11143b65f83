/** Checks what a client handed in, before a job is made of it: shape first, then the graph's inner agreement.
 *  Path: REST or embedded client → Dispatcher.submitJob → **here** → JobMaster, which may then trust the graph.
 *  Every complaint is JOB_GRAPH_INVALID and names the vertex or data set. */
import { MAX_PARALLELISM_LIMIT, streamError } from '@rivulet/runtime/base';
import {
  type IntermediateDataSet,
  JOB_GRAPH_VERSION,
  type JobGraph,
  type JobSubmission,
  type JobVertex,
  PARTITIONING_KINDS,
} from '@rivulet/runtime/graph';

/** @throws JOB_GRAPH_INVALID */
export function readJobSubmission(value: unknown): JobSubmission {
  const submission = record(value, 'the submission');
  text(submission['jobId'], 'jobId', /^[0-9a-f]{32}$/);
  list(submission['args'], 'args').forEach((arg, index) => text(arg, `args[${index}]`));
  text(submission['workingDirectory'], 'workingDirectory');
  integer(submission['defaultParallelism'], 'defaultParallelism', 1, MAX_PARALLELISM_LIMIT);
  checkModule(record(submission['module'], 'module'));
  checkSettings(record(submission['settings'], 'settings'));
  checkGraphShape(record(submission['graph'], 'graph'));
  checkGraphAgreement(submission['graph'] as JobGraph);
  return value as JobSubmission;
}

function checkModule(module: Fields): void {
  if (module['kind'] === 'url') text(module['url'], 'module.url');
  else if (module['kind'] === 'blob') text(module['key'], 'module.key', /^[0-9a-f]{64}$/);
  else complain(`module.kind is ${shown(module['kind'])}, not 'url' or 'blob'`);
}

function checkSettings(settings: Fields): void {
  integer(settings['bufferTimeoutMs'], 'settings.bufferTimeoutMs', -1, Number.MAX_SAFE_INTEGER);
  const flowControl = settings['flowControl'];
  if (flowControl !== 'credit' && flowControl !== 'tcp') {
    complain(`settings.flowControl is ${shown(flowControl)}, not 'credit' or 'tcp'`);
  }
  const perResult = settings['connectionPerResult'] ?? false;
  if (typeof perResult !== 'boolean')
    complain(`settings.connectionPerResult is ${shown(perResult)}, not true or false`);
}

function checkGraphShape(graph: Fields): void {
  const version = graph['version'];
  if (version !== JOB_GRAPH_VERSION) {
    complain(`its version is ${shown(version)}, this cluster reads version ${JOB_GRAPH_VERSION}`);
  }
  text(graph['name'], 'graph.name');
  text(graph['fingerprint'], 'graph.fingerprint');
  const vertices = list(graph['vertices'], 'graph.vertices');
  if (vertices.length === 0) complain('it has no vertices');
  for (const [index, value] of vertices.entries())
    checkVertexShape(record(value, `graph.vertices[${index}]`));
  for (const [index, value] of list(graph['dataSets'], 'graph.dataSets').entries()) {
    checkDataSetShape(record(value, `graph.dataSets[${index}]`));
  }
}

function checkVertexShape(vertex: Fields): void {
  text(vertex['id'], 'the id of a vertex');
  text(vertex['name'], `the name of vertex ${shown(vertex['id'])}`);
  const who = `of vertex '${String(vertex['name'])}'`;
  text(vertex['slotSharingGroup'], `the slot sharing group ${who}`);
  integer(vertex['maxParallelism'], `the max parallelism ${who}`, 1, MAX_PARALLELISM_LIMIT);
  integer(vertex['parallelism'], `the parallelism ${who}`, 1, Number(vertex['maxParallelism']));
  list(vertex['inputs'], `the inputs ${who}`).forEach((id) => text(id, `an input ${who}`));
  list(vertex['outputs'], `the outputs ${who}`).forEach((id) => text(id, `an output ${who}`));
  const chain = list(vertex['chain'], `the chain ${who}`);
  if (chain.length === 0) complain(`the chain ${who} is empty`);
  for (const value of chain) {
    const operator = record(value, `an operator ${who}`);
    for (const field of ['id', 'name', 'kind']) text(operator[field], `the ${field} of an operator ${who}`);
  }
}

function checkDataSetShape(dataSet: Fields): void {
  for (const field of ['id', 'producerVertexId', 'producerOperatorId', 'consumerVertexId']) {
    text(dataSet[field], `the ${field} of a data set`);
  }
  const partitioning = record(
    dataSet['partitioning'],
    `the partitioning of data set ${shown(dataSet['id'])}`,
  );
  const kind = partitioning['kind'];
  if (kind === 'hash') text(partitioning['keySelectorId'], 'the key selector of a hash partitioning');
  if (kind === 'custom') text(partitioning['partitionerId'], 'the partitioner of a custom partitioning');
  if (!PARTITIONING_KINDS.some((known) => known === kind)) {
    complain(`the partitioning ${shown(kind)} is unknown`);
  }
  integer(dataSet['inputIndex'], `the input index of data set ${shown(dataSet['id'])}`, 0, INPUTS_MAX - 1);
}

function checkGraphAgreement({ vertices, dataSets }: JobGraph): void {
  unique(
    vertices.map(({ id }) => id),
    'two vertices have the id',
  );
  unique(
    vertices.flatMap(({ chain }) => chain.map(({ id }) => id)),
    'two operators have the id',
  );
  unique(
    dataSets.map(({ id }) => id),
    'two data sets have the id',
  );
  const position = new Map(vertices.map((vertex, index) => [vertex.id, { vertex, index }]));
  for (const dataSet of dataSets) {
    const [producer, consumer] = [
      position.get(dataSet.producerVertexId),
      position.get(dataSet.consumerVertexId),
    ];
    if (producer === undefined) complain(`data set ${dataSet.id} is produced by no vertex of the graph`);
    if (consumer === undefined) complain(`data set ${dataSet.id} is consumed by no vertex of the graph`);
    checkEdge(dataSet, producer.vertex, consumer.vertex);
    if (producer.index >= consumer.index) {
      complain(`'${consumer.vertex.name}' stands before '${producer.vertex.name}', which feeds it`);
    }
  }
  const known = new Set(dataSets.map(({ id }) => id));
  for (const { name, inputs, outputs } of vertices) {
    const dangling = [...inputs, ...outputs].find((id) => !known.has(id));
    if (dangling !== undefined) complain(`vertex '${name}' names data set ${dangling}, which does not exist`);
  }
}

function checkEdge(dataSet: IntermediateDataSet, producer: JobVertex, consumer: JobVertex): void {
  const edge = `the edge from '${producer.name}' to '${consumer.name}'`;
  if (!producer.outputs.includes(dataSet.id)) complain(`${edge} is no output of its producer`);
  if (!consumer.inputs.includes(dataSet.id)) complain(`${edge} is no input of its consumer`);
  if (!producer.chain.some(({ id }) => id === dataSet.producerOperatorId)) {
    complain(`${edge} leaves operator ${dataSet.producerOperatorId}, which its producer does not have`);
  }
  if (dataSet.partitioning.kind === 'forward' && producer.parallelism !== consumer.parallelism) {
    complain(
      `${edge} is forward, but their parallelism is ${producer.parallelism} and ${consumer.parallelism}`,
    );
  }
}

/** No operator reads more than two streams: a union is one. */
const INPUTS_MAX = 2;

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    complain(`${what} is ${shown(value)}, not an object`);
  }
  return value as Fields;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) complain(`${what} is ${shown(value)}, not a list`);
  return value as readonly unknown[];
}

function text(value: unknown, what: string, pattern = /./s): void {
  if (typeof value !== 'string' || !pattern.test(value)) complain(`${what} is ${shown(value)}`);
}

function integer(value: unknown, what: string, min: number, max: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    complain(`${what} is ${shown(value)}, not a whole number from ${min} to ${max}`);
  }
}

function unique(ids: readonly string[], what: string): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) complain(`${what} ${twice}`);
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value).slice(0, 80);
}

function complain(reason: string): never {
  throw streamError('JOB_GRAPH_INVALID', { reason });
}

/** A running job: who waits for whom in the data plane. Back-pressure is followed from the most upstream task that has
 *  it down the plan to the first task that works; want of input from the sink up to the source that gives nothing.
 *  What each task is doing was seen on its own thread, so a chain is what is, not what might be. */
import type { JobDetails } from '../../rest/index.ts';
import type { Reason, ReasonDetail } from './reason.ts';
import type { ObservedTask, TaskActivity, TaskWait, WhyFacts } from './why-facts.ts';

type Vertex = {
  readonly id: string;
  readonly name: string;
  readonly producers: readonly string[];
  readonly tasks: readonly ObservedTask[];
};

/** A channel counts as in the way when this much waits in it. */
const WORST_CHANNELS = 2;

export function dataPlaneChainOf({ details, tasks, channels }: WhyFacts): readonly Reason[] {
  if (details === undefined || tasks.length === 0) return [{ code: 'tasksUnseen', values: {} }];
  const vertices = verticesOf(details, tasks);
  const starting = tasks.find(({ activity }) => activity === 'initial');
  if (starting !== undefined) return [{ code: 'taskStarting', values: { task: starting.name } }];
  const aligning = vertices.find((vertex) => waitsFor(vertex, 'barrier') !== undefined);
  if (aligning !== undefined) return alignmentChain(vertices, aligning);
  const pressed = vertices.find((vertex) => pressedTaskOf(vertex) !== undefined);
  if (pressed !== undefined) return pressureChain(vertices, pressed, channels);
  const busy = vertices.map((vertex) => taskDoing(vertex, 'busy')).find((task) => task !== undefined);
  if (busy !== undefined) return [{ code: 'nothingWaits', values: { task: busy.name } }];
  return idleChain(vertices);
}

/** Looked for before back-pressure, which the channels that stand still cause. Of the producers, one that works has not
 *  come to its barrier yet; the others wait behind theirs. */
function alignmentChain(vertices: readonly Vertex[], vertex: Vertex): readonly Reason[] {
  const waiting = waitsFor(vertex, 'barrier');
  const producers = vertices.filter(({ id }) => vertex.producers.includes(id));
  const late = producers.map((producer) => taskDoing(producer, 'busy')).find((task) => task !== undefined);
  const values = {
    task: waiting?.name ?? vertex.name,
    producer: producers.map(({ name }) => name).join(', '),
  };
  const aligns: Reason = { code: 'taskWaitsForBarrier', values, ...sinceOf(waiting) };
  return late === undefined ? [aligns] : [aligns, slowReason(late, late.name)];
}

/** Each link waits for output towards the next; the root works, and is slower than what feeds it. */
function pressureChain(
  vertices: readonly Vertex[],
  first: Vertex,
  channels: WhyFacts['channels'],
): readonly Reason[] {
  const chain: Reason[] = [];
  for (let vertex: Vertex | undefined = first; vertex !== undefined;) {
    const waiting = pressedTaskOf(vertex);
    const consumers: readonly Vertex[] = consumersOf(vertices, vertex);
    if (waiting === undefined || consumers.length === 0) break;
    const next: Vertex | undefined = consumers.find(pressedTaskOf) ?? consumers.find(works) ?? consumers[0];
    chain.push({
      code: 'taskWaitsForOutput',
      values: {
        task: waiting.name,
        hard: waiting.activity === 'hardBackPressured' ? 1 : 0,
        consumer: next?.name ?? '',
      },
      sinceMs: waiting.sinceMs,
      details: next === undefined ? [] : worstChannels(next, channels),
    });
    vertex = next;
    if (vertex !== undefined && pressedTaskOf(vertex) === undefined) {
      const slow = taskDoing(vertex, 'busy') ?? vertex.tasks[0];
      chain.push(slowReason(slow, vertex.name));
      break;
    }
  }
  return chain;
}

function slowReason(slow: ObservedTask | undefined, vertex: string): Reason {
  const share = slow === undefined ? 0 : Math.round((100 * slow.seen) / Math.max(1, slow.looks));
  return { code: 'taskSlow', values: { task: slow?.name ?? vertex, vertex, share } };
}

/** Nobody works and nobody is held up: each waits for input, and the source has none to give. */
function idleChain(vertices: readonly Vertex[]): readonly Reason[] {
  const sinks = vertices.filter((vertex) => consumersOf(vertices, vertex).length === 0);
  const chain: Reason[] = [];
  for (let vertex: Vertex | undefined = sinks[0]; vertex !== undefined;) {
    const task: ObservedTask | undefined = vertex.tasks[0];
    const producerId: string | undefined = vertex.producers[0];
    const since = sinceOf(task);
    if (producerId === undefined) {
      chain.push({
        code: 'sourceIdle',
        values: {
          task: task?.name ?? vertex.name,
          vertex: vertex.name,
          timer: task?.waitsFor === 'timer' ? 1 : 0,
        },
        ...since,
      });
      break;
    }
    const producer: Vertex | undefined = vertices.find(({ id }) => id === producerId);
    const values = { task: task?.name ?? vertex.name, producer: producer?.name ?? '' };
    chain.push({ code: 'taskWaitsForInput', values, ...since });
    vertex = producer;
  }
  return chain;
}

function verticesOf({ plan, vertices }: JobDetails, tasks: readonly ObservedTask[]): readonly Vertex[] {
  return plan.nodes.map(({ id, inputs = [] }) => {
    const name = vertices.find((vertex) => vertex.id === id)?.name ?? id;
    return {
      id,
      name,
      producers: inputs.map((input) => input.id),
      // `<vertex> (i/n)#attempt`
      tasks: tasks.filter((task) => task.name.replace(/ \(\d+\/\d+\)#\d+$/, '') === name),
    };
  });
}

function consumersOf(vertices: readonly Vertex[], { id }: Vertex): readonly Vertex[] {
  return vertices.filter(({ producers }) => producers.includes(id));
}

function taskDoing(vertex: Vertex, ...activities: readonly TaskActivity[]): ObservedTask | undefined {
  return vertex.tasks.find(({ activity }) => activities.includes(activity));
}

function waitsFor(vertex: Vertex, what: TaskWait): ObservedTask | undefined {
  return vertex.tasks.find((task) => task.waitsFor === what);
}

function sinceOf(task: ObservedTask | undefined): Pick<Reason, 'sinceMs'> {
  return task === undefined || task.sinceMs === 0 ? {} : { sinceMs: task.sinceMs };
}

function pressedTaskOf(vertex: Vertex): ObservedTask | undefined {
  return taskDoing(vertex, 'softBackPressured', 'hardBackPressured');
}

function works(vertex: Vertex): boolean {
  return taskDoing(vertex, 'busy') !== undefined;
}

/** Where most waits on the way to a vertex. */
function worstChannels({ tasks }: Vertex, channels: WhyFacts['channels']): readonly ReasonDetail[] {
  const names = new Set(tasks.map(({ name }) => name));
  return channels
    .filter(({ consumerTaskName }) => names.has(consumerTaskName))
    .toSorted((a, b) => b.backlog + b.queuedBuffers - (a.backlog + a.queuedBuffers))
    .slice(0, WORST_CHANNELS)
    .map(({ consumerTaskName, kind, backlog, queuedBuffers, producer }) => ({
      code: 'channel' as const,
      values: {
        consumer: consumerTaskName,
        kind,
        backlog,
        queued: queuedBuffers,
        credit: producer?.credit ?? '–',
      },
    }));
}

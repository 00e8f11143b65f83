/** A job in a client's hand, on virtual time: how it waits, and what it throws for each end. */
import { asId, type JobId } from '@rivulet/runtime/base';
import type { JobStatus } from '@rivulet/runtime/graph';
import { SimWorld } from '@rivulet/runtime/io/sim';
import { describe, expect, it } from 'vitest';
import { JobHandle, type JobSource } from './job-handle.ts';
import type { JobFailureCause } from './rest/index.ts';

const JOB_ID = asId<JobId>('0123456789abcdef0123456789abcdef');

/** A cluster whose job changes to `end` after `afterMs` of virtual time. */
function jobThat(end: JobStatus, afterMs: number, cause?: JobFailureCause) {
  const world = new SimWorld();
  const io = world.node('client');
  let questions = 0;
  const status = (): JobStatus => (io.clock.nowMs() >= afterMs ? end : 'RUNNING');
  const cluster: JobSource = {
    jobStatus: async () => {
      questions++;
      return status();
    },
    jobDetails: async () => {
      const duration = io.clock.nowMs();
      const shape = { vertices: [], plan: { nodes: [] } };
      return { jid: JOB_ID, name: 'job', state: status(), 'start-time': 0, duration, ...shape };
    },
    executionResult: async () => {
      const failure = cause === undefined ? {} : { 'failure-cause': cause };
      const result = { id: JOB_ID, 'application-status': end, 'net-runtime': 1, ...failure };
      return { status: { id: 'COMPLETED' }, 'job-execution-result': result };
    },
    cancelJob: async () => undefined,
  };
  return { world, job: new JobHandle(cluster, io, JOB_ID), questions: () => questions };
}

describe('JobHandle', () => {
  it('given a job that runs for a minute, then it is asked often at first and every half second later', async () => {
    const { world, job, questions } = jobThat('FINISHED', 60_000);

    const result = await world.complete(job.result());

    expect(result).toMatchObject({ jobId: JOB_ID, name: 'job', status: 'FINISHED' });
    expect(result.durationMs).toBeLessThan(60_600);
    expect(questions()).toBeLessThan(140);
  });

  it('given a time limit, when the job is still running, then CLIENT_TIMEOUT', async () => {
    const { world, job } = jobThat('FINISHED', 60_000);

    await expect(world.complete(job.result({ timeoutMs: 1000 }))).rejects.toMatchObject({
      code: 'CLIENT_TIMEOUT',
    });
  });

  it('given a canceled job, then JOB_CANCELED', async () => {
    const { world, job } = jobThat('CANCELED', 50);

    await expect(world.complete(job.result())).rejects.toMatchObject({ code: 'JOB_CANCELED' });
  });

  it('given a failed job, then the cause comes with its code and details', async () => {
    const details = { option: '--rate' };
    const { world, job } = jobThat('FAILED', 50, {
      class: 'JOB_OPTION_VALUE_MISSING',
      'stack-trace': 'the stack of the task',
      code: 'JOB_OPTION_VALUE_MISSING',
      message: 'the job option --rate needs a value',
      details,
    });

    const failure = world.complete(job.result());

    await expect(failure).rejects.toMatchObject({ code: 'JOB_OPTION_VALUE_MISSING', details });
  });

  it('given a cause without a code of ours, then JOB_FAILED keeps its text', async () => {
    const cause = { class: 'java.lang.Exception', 'stack-trace': 'java.lang.Exception: x' };
    const { world, job } = jobThat('FAILED', 50, cause);

    await expect(world.complete(job.result())).rejects.toMatchObject({
      code: 'JOB_FAILED',
      details: { jobId: JOB_ID, reason: 'java.lang.Exception: x' },
    });
  });
});

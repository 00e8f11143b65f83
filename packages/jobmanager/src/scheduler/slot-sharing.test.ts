/** Which subtasks share a slot, and the error of a job that finds too few. */
import { describe, expect, it } from 'vitest';
import { exampleGraph } from '../testing/example-job.ts';
import { slotShortageOf } from './slot-shortage.ts';
import { planSharedSlots } from './slot-sharing.ts';

const [SOURCE, COUNT] = ['1'.repeat(32), '2'.repeat(32)];

describe('slot sharing', () => {
  it('given one group, when slots are planned, then subtask i of every vertex shares slot i', () => {
    expect(planSharedSlots(exampleGraph())).toEqual([
      { slotSharingGroup: 'default', members: [place(SOURCE, 0), place(COUNT, 0)] },
      { slotSharingGroup: 'default', members: [place(SOURCE, 1), place(COUNT, 1)] },
    ]);
  });

  it('given vertices of unequal width, when slots are planned, then the widest sets the number', () => {
    const plan = planSharedSlots(exampleGraph({ sourceParallelism: 1, countParallelism: 3 }));

    expect(plan.map(({ members }) => members.length)).toEqual([2, 1, 1]);
  });

  it('given two groups, when slots are planned, then their slots add up', () => {
    const plan = planSharedSlots(exampleGraph({ countGroup: 'counting' }));

    expect(plan.map(({ slotSharingGroup }) => slotSharingGroup)).toEqual([
      'default',
      'default',
      'counting',
      'counting',
    ]);
  });

  it('given too few slots, when the error is made, then it names the sum, who asked, what there is and what fits', () => {
    const error = slotShortageOf(exampleGraph({ sourceParallelism: 4, countGroup: 'counting' }), 3, 1);

    expect(error.code).toBe('SLOT_INSUFFICIENT');
    expect(error.message).toBe(
      "the job needs 6 slots (4 for sharing group 'default': Source: text -> words × 4; 2 for sharing group " +
        "'counting': count -> Sink: print × 2); the cluster has 3, of which 1 were given to it",
    );
    expect(error.help('en')).toContain('`rivulet cluster start --taskmanagers 1 --slots 6`');
    expect(error.help('en')).toContain('`rivulet run <job.ts> -p 1`');
  });
});

function place(vertexId: string, subtaskIndex: number): { vertexId: string; subtaskIndex: number } {
  return { vertexId, subtaskIndex };
}

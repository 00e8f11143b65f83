/** The lab's door to time: the real clock in `main.ts`, none at all in tests. */

export type LabClock = {
  nowMs(): number;
  sleep(ms: number): Promise<void>;
};

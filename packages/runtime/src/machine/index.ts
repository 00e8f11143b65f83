/** Public names of `runtime/machine`: pure decision tables and their step. Imports xstate so that others need not. */
export type { MachineEdge, MachineSnapshot, MachineStep, MachineTable } from './state-machine.ts';
export { defineTable, edgesOf, initialSnapshot, snapshotAt, step } from './state-machine.ts';

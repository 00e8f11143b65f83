/** Public names of `taskmanager/state`: keyed state for operators. */
export type { KeyDirectory } from './key-directory.ts';
export { KeyedStateBackend } from './keyed-state-backend.ts';
export type { NumberColumn } from './number-column.ts';
export { NO_VALUE, type ValueColumn } from './value-column.ts';

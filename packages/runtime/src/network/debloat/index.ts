/** Buffers only as large as needed: how the size is decided, and for which gate. */
export { BufferDebloater } from './buffer-debloater.ts';
export { BufferSizeEma } from './buffer-size-ema.ts';
export type { DebloatSettings } from './debloat-settings.ts';
export { BUFFER_SIZE_MIN, BUFFER_SIZE_START, DEFAULT_DEBLOAT_SETTINGS } from './debloat-settings.ts';
export type { DebloatedGate, DebloatFigures, DebloatHandle } from './gate-debloater.ts';
export { createDebloatFigures, GateDebloater, readDebloatFigures } from './gate-debloater.ts';
export { ThroughputMeter } from './throughput-meter.ts';

/** Buffers only as large as needed: how the size is decided, and for which gate. */
export { BufferDebloater, startBufferSize } from './buffer-debloater.ts';
export { BufferSizeEma } from './buffer-size-ema.ts';
export type { DebloatSettings } from './debloat-settings.ts';
export { DEFAULT_DEBLOAT_SETTINGS } from './debloat-settings.ts';
export type { DebloatedGate, DebloatFigures, DebloatHandle } from './gate-debloater.ts';
export { createDebloatFigures, GateDebloater, readDebloatFigures } from './gate-debloater.ts';
export { ThroughputMeter } from './throughput-meter.ts';

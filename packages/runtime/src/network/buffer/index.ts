/** Segments of shared memory: who owns them, how they are filled, and how they come home. */
export type { BufferTarget } from './buffer-builder.ts';
export { BufferBuilder } from './buffer-builder.ts';
export type { BufferGrant } from './buffer-grant.ts';
export type { LocalBufferPoolOptions } from './local-buffer-pool.ts';
export { LocalBufferPool, MAX_BUFFERS_PER_SUBPARTITION, overdraftOf } from './local-buffer-pool.ts';
export { fairShares } from './fair-shares.ts';
export type { BufferDemand } from './network-buffer-pool.ts';
export { NetworkBufferPool } from './network-buffer-pool.ts';
export { RecycleStack } from './recycle-stack.ts';
export type { SegmentMemoryHandle } from './segment-memory.ts';
export { FRESH, SegmentMemory } from './segment-memory.ts';

/** The consuming end of a channel: the gate and its channels, and the credit of a remote one. */
export { InputChannel } from './input-channel.ts';
export type { GateThread, InputGateHandle } from './single-input-gate.ts';
export { SingleInputGate } from './single-input-gate.ts';

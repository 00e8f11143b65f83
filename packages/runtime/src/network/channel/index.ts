/** The consuming end of a channel: the gate and its channels, and the credit of a remote one. */
export { ChannelCredit } from './channel-credit.ts';
export type { FloatingBorrower } from './floating-buffers.ts';
export { FloatingBuffers } from './floating-buffers.ts';
export type { InFlightInputListener } from './channel-state-persister.ts';
export { InputChannel } from './input-channel.ts';
export type { RemoteGateOptions, RemoteGatePlan } from './remote-gate.ts';
export { RemoteGate } from './remote-gate.ts';
export type { ArrivingBuffer, CreditSender, RemoteChannelPlan } from './remote-input-channel.ts';
export { IS_EVENT, REFUSED, RemoteInputChannel } from './remote-input-channel.ts';
export type { GateThread, InputGateHandle } from './single-input-gate.ts';
export { SingleInputGate } from './single-input-gate.ts';

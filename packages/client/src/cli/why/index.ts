/** `rivulet why`: the chain of reasons from what a person sees down to the root. */
export type { Reason, ReasonCode, Verdict, WaitChain } from './reason.ts';
export { rootOf } from './reason.ts';
export { renderWaitChain } from './render-wait-chain.ts';
export { waitChainOf } from './wait-chain.ts';
export { gatherWhyFacts, type WhyFacts } from './why-facts.ts';

/** All behaviours there are: add a file with cases, and its line here. */
import type { BehaviourCase } from './behaviour-case.ts';
import { processCases } from './process-cases.ts';
import { sessionCases } from './session-cases.ts';
import { stateCases } from './state-cases.ts';
import { triggerCases } from './trigger-cases.ts';
import { twoInputCases } from './two-input-cases.ts';
import { windowCases } from './window-cases.ts';

export const BEHAVIOUR_CASES: readonly BehaviourCase[] = [
  ...windowCases,
  ...sessionCases,
  ...triggerCases,
  ...processCases,
  ...stateCases,
  ...twoInputCases,
];

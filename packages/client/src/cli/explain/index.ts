/** `rivulet explain`: the reader's five questions, answered from the running cluster. */
export { type ClusterFacts, gatherFacts } from './cluster-facts.ts';
export type { ExplainedFact, Explanation, QuestionName } from './explanation.ts';
export { questionNamed, QUESTIONS } from './questions.ts';
export { renderExplanation } from './render-explanation.ts';

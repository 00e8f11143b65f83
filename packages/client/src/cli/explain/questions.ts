/** The five questions of the reader, by name. */
import { actorsQuestion } from './actors-question.ts';
import { clientQuestion } from './client-question.ts';
import { communicationQuestion } from './communication-question.ts';
import type { Question, QuestionName } from './explanation.ts';
import { slotsQuestion } from './slots-question.ts';
import { threadsQuestion } from './threads-question.ts';

export const QUESTIONS: Readonly<Record<QuestionName, Question>> = {
  threads: threadsQuestion,
  slots: slotsQuestion,
  client: clientQuestion,
  communication: communicationQuestion,
  actors: actorsQuestion,
};

export function questionNamed(name: string): Question | undefined {
  return Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name as QuestionName] : undefined;
}

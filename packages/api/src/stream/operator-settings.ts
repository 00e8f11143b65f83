/** What can be set on an operator after it was added: the same for operators and sinks. Each checks its argument. */
import type { Transformation } from '../plan/index.ts';
import { displayName } from '../plan/index.ts';
import { requireParallelism, requireText } from './argument-checks.ts';

export class OperatorSettings {
  readonly #transformation: Transformation;

  constructor(transformation: Transformation) {
    this.#transformation = transformation;
  }

  name(name: string): void {
    requireText(`name() of ${this.#owner}`, 'a text', name);
    this.#transformation.name = name;
  }

  uid(uid: string): void {
    requireText(`uid() of ${this.#owner}`, 'a text', uid);
    this.#transformation.uid = uid;
  }

  parallelism(parallelism: number): void {
    requireParallelism(this.#owner, parallelism);
    this.#transformation.parallelism = parallelism;
  }

  maxParallelism(maxParallelism: number): void {
    requireParallelism(this.#owner, maxParallelism);
    this.#transformation.maxParallelism = maxParallelism;
  }

  slotSharingGroup(group: string): void {
    requireText(`slotSharingGroup() of ${this.#owner}`, 'a text', group);
    this.#transformation.slotSharingGroup = group;
  }

  disableChaining(): void {
    this.#transformation.chaining = 'never';
  }

  startNewChain(): void {
    this.#transformation.chaining = 'head';
  }

  get #owner(): string {
    return displayName(this.#transformation);
  }
}

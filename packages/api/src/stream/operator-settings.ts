/** What can be set on an operator after it was added: the same for operators and sinks. Each checks its argument. */
import type { Transformation } from '../plan/index.ts';
import { displayName } from '../plan/index.ts';
import { requireParallelismArgument, requireTextArgument } from './argument-checks.ts';

export class OperatorSettings {
  readonly #transformation: Transformation;

  constructor(transformation: Transformation) {
    this.#transformation = transformation;
  }

  name(name: string): void {
    requireTextArgument(`name() of ${this.#owner}`, 'a text', name);
    this.#transformation.name = name;
  }

  uid(uid: string): void {
    requireTextArgument(`uid() of ${this.#owner}`, 'a text', uid);
    this.#transformation.uid = uid;
  }

  parallelism(parallelism: number): void {
    requireParallelismArgument(this.#owner, parallelism);
    this.#transformation.parallelism = parallelism;
  }

  maxParallelism(maxParallelism: number): void {
    requireParallelismArgument(this.#owner, maxParallelism);
    this.#transformation.maxParallelism = maxParallelism;
  }

  slotSharingGroup(group: string): void {
    requireTextArgument(`slotSharingGroup() of ${this.#owner}`, 'a text', group);
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

/** One actor as a person sees it: a line of `rivulet actors`, a row of the REST listing. Taken without side effects. */

export type ActorInspection = {
  readonly path: string;
  readonly uid: number;
  /** `suspended`, `paused` (by a person) and `failed` hold user messages back; `stopping` waits for children. */
  readonly state:
    'creating' | 'running' | 'suspended' | 'paused' | 'failed' | 'restarting' | 'stopping' | 'terminated';
  readonly mailboxDepth: number;
  /** Age of the message that has waited longest; null when none waits. */
  readonly oldestAgeMs: number | null;
  readonly systemDepth: number;
  /** User messages handled so far. */
  readonly processed: number;
  readonly restarts: number;
  readonly childCount: number;
  /** Class of the running instance. */
  readonly behaviour: string;
};

/** A message waiting in a mailbox. */
export type QueuedMessage = {
  readonly position: number;
  readonly message: string;
  readonly sender: string | undefined;
};

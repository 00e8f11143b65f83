/** Timers for one operator, joined to its host: event time through the watermark, processing time through the task.
 *  Path: operator's constructor → **timer service** → host. */
import { InternalTimerService, type Triggerable } from '../time/index.ts';
import type { OperatorHost } from './operator-host.ts';

export function createTimerService(host: OperatorHost, target: Triggerable): InternalTimerService {
  const service = new InternalTimerService(host.keyedState.keys, host.processingTime, target);
  host.addTimerService(service);
  return service;
}

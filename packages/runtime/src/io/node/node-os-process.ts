/** Reads the threads of this process from Linux's `/proc`. Synchronously: an asynchronous read would start libuv's
 *  pool, and the listing would show threads that exist because of it.
 *  Source: proc(5); the fields of `stat` are counted from behind the name, which may hold anything. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import process from 'node:process';
import type { OsProcess, OsThread } from '../os-process.ts';

/** USER_HZ: 100 on every Linux that Node.js is built for. */
const MS_PER_TICK = 10;
/** Positions behind the name: state, then 11 further on utime and stime. */
const [STATE, UTIME, STIME] = [0, 11, 12];

export class NodeOsProcess implements OsProcess {
  readonly pid: number = process.pid;
  readonly ownThreadId: number | undefined = currentOsThreadId() || undefined;

  threads(): readonly OsThread[] | undefined {
    try {
      return readdirSync('/proc/self/task')
        .flatMap((id) => osThread(Number(id)) ?? [])
        .toSorted((a, b) => a.osThreadId - b.osThreadId);
    } catch {
      return undefined;
    }
  }
}

/** The system's id of the calling thread; 0 where it does not tell. */
export function currentOsThreadId(): number {
  try {
    // `<pid>/task/<tid>`
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}

/** `undefined` for a thread that ended meanwhile. */
function osThread(osThreadId: number): OsThread | undefined {
  try {
    const stat = readFileSync(`/proc/self/task/${osThreadId}/stat`, 'utf8');
    const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')];
    const fields = stat.slice(close + 2).split(' ');
    return {
      osThreadId,
      name: stat.slice(open + 1, close),
      state: STATES[fields[STATE] ?? ''] ?? 'other',
      cpuMs: (Number(fields[UTIME]) + Number(fields[STIME])) * MS_PER_TICK,
    };
  } catch {
    return undefined;
  }
}

const STATES: Readonly<Record<string, OsThread['state']>> = { R: 'running', S: 'sleeping' };

/** Names and paths of actors. A path (`/user/rpc/dispatcher_0`) is a place that may be vacant; a ref is one life in it.
 *  A full path puts the system's address in front: `rivulet.tcp://rivulet@127.0.0.1:6123/user/rpc/dispatcher_0`. */
import { streamError } from '../base/index.ts';

export const ROOT_PATH = '/';
export const USER_PATH = '/user';
export const TEMP_PATH = '/temp';
export const DEAD_LETTERS_PATH = '/deadLetters';

const namePattern = /^[\w\-.*+:@&=,!~';()][\w\-.*$+:@&=,!~';()]*$/;

/** @throws StreamError ACTOR_NAME_INVALID */
export function checkActorName(name: string): void {
  if (!namePattern.test(name) || name.includes('*')) throw streamError('ACTOR_NAME_INVALID', { name });
}

export function childPath(parentPath: string, name: string): string {
  return parentPath === ROOT_PATH ? `/${name}` : `${parentPath}/${name}`;
}

/** Asks wait under this path: whoever cannot deliver a message sent from here answers with a failure. */
export function isTemporaryPath(path: string): boolean {
  return path.startsWith(`${TEMP_PATH}/`);
}

export type SplitPath = { readonly address: string | undefined; readonly path: string };

/** Takes a full path apart; `address` is undefined for a local path. */
export function splitFullPath(fullPath: string): SplitPath {
  const scheme = fullPath.indexOf('://');
  if (scheme < 0) return { address: undefined, path: fullPath };
  const slash = fullPath.indexOf('/', scheme + 3);
  if (slash < 0) return { address: fullPath, path: ROOT_PATH };
  return { address: fullPath.slice(0, slash), path: fullPath.slice(slash) };
}

/** The names of a path from the root down. */
export function pathElements(path: string): readonly string[] {
  return path.split('/').filter((element) => element !== '');
}

/** `path` seen from `base`: names below it, `..` for the one above, or a path from the root. */
export function pathFrom(base: string, path: string): string {
  const elements = path.startsWith('/') ? [] : [...pathElements(base)];
  for (const element of pathElements(path)) {
    if (element === '..') elements.pop();
    else elements.push(element);
  }
  return `/${elements.join('/')}`;
}

/** Whether `name` fits `pattern`, in which `*` stands for any characters. */
export function nameMatches(name: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return name === first;
  if (!name.startsWith(first)) return false;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  const last = parts.at(-1) ?? '';
  return name.length - last.length >= position && name.endsWith(last);
}

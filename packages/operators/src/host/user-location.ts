/** Finds the user's own file and line in the stack of an error, skipping Node's frames and ours. */

/** The folder our packages are in: frames below it are not the user's. */
const OUR_PACKAGES: string = new URL('../../../', import.meta.url).href;

/** `/home/ada/job.ts:12:5`, or `undefined` when no frame is the user's. */
export function userLocationOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const line of error.stack.split('\n')) {
    const location = /\(?((?:file:\/\/)?\/[^()]*:\d+:\d+)\)?$/.exec(line.trim())?.[1];
    if (location !== undefined && isUsers(location)) return decodeURI(location.replace(/^file:\/\//, ''));
  }
  return undefined;
}

function isUsers(location: string): boolean {
  const url = location.startsWith('file:') ? location : `file://${location}`;
  return !url.startsWith(OUR_PACKAGES) && !url.includes('/node_modules/');
}

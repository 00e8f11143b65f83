/** Finds asks that wait in a circle: A waits for B, B for C, C for A. None of them will be answered before a time limit
 *  if each handles nothing else meanwhile; with handlers that never block, it is a warning rather than a verdict. */

export type AskEdge = { readonly asker: string | undefined; readonly target: string };

/** Each circle once, as the paths in order. */
export function askCircles(edges: readonly AskEdge[]): readonly (readonly string[])[] {
  const targets = new Map<string, Set<string>>();
  for (const { asker, target } of edges) {
    if (asker === undefined) continue;
    const known = targets.get(asker);
    if (known === undefined) targets.set(asker, new Set([target]));
    else known.add(target);
  }
  const circles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (actor: string): void => {
    if (done.has(actor)) return;
    path.push(actor);
    for (const target of targets.get(actor) ?? []) {
      const at = path.indexOf(target);
      if (at >= 0) circles.push(path.slice(at));
      else visit(target);
    }
    path.pop();
    done.add(actor);
  };
  for (const actor of targets.keys()) visit(actor);
  return circles;
}

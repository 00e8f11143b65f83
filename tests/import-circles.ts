/** Finds circles between files and between folders.
 *  Folders are compared level by level: the entries of each folder (files, and subfolders taken whole) may import
 *  each other in one direction only. So a subfolder may use a file beside it, but not if that file uses the subfolder.
 *  Invariant: an empty result means that the tree can be read bottom-up, folder by folder. */

export type ImportEdge = { readonly from: string; readonly to: string };

/** One sentence per circle, naming the imports that close it. */
export function importCircles(edges: readonly ImportEdge[]): string[] {
  const byLevel = new Map<string, Map<string, Map<string, ImportEdge>>>();
  for (const edge of edges) {
    const { level, from, to } = whereTheyPart(edge);
    if (from === to) continue;
    const graph = byLevel.get(level) ?? new Map<string, Map<string, ImportEdge>>();
    const targets = graph.get(from) ?? new Map<string, ImportEdge>();
    if (!targets.has(to)) targets.set(to, edge);
    graph.set(from, targets);
    byLevel.set(level, graph);
  }
  return [...byLevel].flatMap(([level, graph]) => circlesOfGraph(level, graph));
}

function whereTheyPart({ from, to }: ImportEdge): { level: string; from: string; to: string } {
  const fromParts = from.split('/');
  const toParts = to.split('/');
  let depth = 0;
  while (depth < fromParts.length - 1 && depth < toParts.length - 1 && fromParts[depth] === toParts[depth]) {
    depth++;
  }
  return {
    level: fromParts.slice(0, depth).join('/'),
    from: fromParts[depth] ?? '',
    to: toParts[depth] ?? '',
  };
}

/** Depth-first; each circle is told once, by the edge that goes back to an entry still being visited. */
function circlesOfGraph(
  level: string,
  graph: ReadonlyMap<string, ReadonlyMap<string, ImportEdge>>,
): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (entry: string): void => {
    if (done.has(entry)) return;
    path.push(entry);
    for (const target of graph.get(entry)?.keys() ?? []) {
      const at = path.indexOf(target);
      if (at >= 0) circles.push(describe(level, [...path.slice(at), target], graph));
      else visit(target);
    }
    path.pop();
    done.add(entry);
  };
  for (const entry of graph.keys()) visit(entry);
  return circles;
}

function describe(
  level: string,
  entries: readonly string[],
  graph: ReadonlyMap<string, ReadonlyMap<string, ImportEdge>>,
): string {
  const steps = entries.slice(1).map((target, i) => {
    const edge = graph.get(entries[i] ?? '')?.get(target);
    return `\n    ${edge?.from} imports ${edge?.to}`;
  });
  return `circle in ${level || 'the repository'}/: ${entries.join(' → ')}${steps.join('')}`;
}

/** Finds actors by path: names from the root down, the last of which may hold wildcards (`/user/rpc/dispatcher_*`).
 *  A selection means whoever lives there *now*, not an incarnation. Pure walk over the tree of cells. */
import { nameMatches, pathElements } from './actor-path.ts';

export type PathNode = {
  childNamed(name: string): PathNode | undefined;
  childCells(): readonly PathNode[];
} & {
  readonly name: string;
};

/** All cells that `path` selects, in the order in which they were spawned. */
export function selectCells<Node extends PathNode>(root: Node, path: string): readonly Node[] {
  let found: PathNode[] = [root];
  for (const element of pathElements(path)) found = found.flatMap((node) => childrenMatching(node, element));
  return found as Node[];
}

function childrenMatching(node: PathNode, element: string): PathNode[] {
  if (element.includes('*')) return node.childCells().filter((child) => nameMatches(child.name, element));
  const child = node.childNamed(element);
  return child === undefined ? [] : [child];
}

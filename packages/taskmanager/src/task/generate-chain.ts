/** Fuses a chain into one straight-line function: user functions are called one after the other, with nothing between
 *  them. Generic calls cost some 6 ns per operator, fused ones 1-2 ns (performance.md §3.7).
 *  Path: input processor or source → **process** → record writers.
 *  A failing user function is told apart by the try around its call, which costs nothing when nothing is thrown. */
import { generateFunction } from '@rivulet/runtime/base';
import { type FailingPlace, userFailure } from '@rivulet/operators';
import { type ChainNode, chainNodes, type CompiledChain, sideTagsOf } from './chain-plan.ts';

type Imports = {
  readonly nodes: readonly ChainNode[];
  readonly userFailure: (place: FailingPlace, error: unknown) => Error;
};

/** @throws EvalError where code generation from strings is forbidden */
export function generateChain(root: ChainNode): CompiledChain {
  const nodes = chainNodes(root);
  return generateFunction<Imports, CompiledChain>(chainSource(nodes), { nodes, userFailure });
}

function chainSource(nodes: readonly ChainNode[]): string {
  const declarations = nodes.map((node, i) => declarationSource(node, i));
  const emitters = nodes.flatMap((node, i) => [
    `function emit${i}(v) {\n${emitSource(nodes, node, 'v')}\n}`,
    ...sideTagsOf(node).map(
      (tag, t) => `function side${i}_${t}(v) {\n${emitSource(nodes, node, 'v', tag)}\n}`,
    ),
  ]);
  return `const { nodes, userFailure } = env;
${declarations.join('\n')}
${emitters.join('\n')}
function process(v) {
${stageSource(nodes, 0, 'v')}
}
function processSecond(v) {
${secondInputSource(nodes[0])}
}
return { process, processSecond, emitters: [${nodes.map(emitterSource).join(', ')}] };`;
}

function emitterSource(node: ChainNode, i: number): string {
  const sides = sideTagsOf(node).map((tag, t) => `[${JSON.stringify(tag)}, side${i}_${t}]`);
  return `{ emit: emit${i}, sides: new Map([${sides.join(', ')}]) }`;
}

/** The code for a value of the second input, which only a head with two inputs has. */
function secondInputSource(root: ChainNode | undefined): string {
  return root?.operator?.stage.kind === 'absorb-two' ? guarded('absorbSecond0(v);', 'place0') : '';
}

function declarationSource(node: ChainNode, i: number): string {
  const stage = node.operator?.stage;
  const lines = [`const place${i} = nodes[${i}].place;`];
  if (stage?.kind === 'map' || stage?.kind === 'filter')
    lines.push(`const fn${i} = nodes[${i}].operator.stage.fn;`);
  if (stage?.kind === 'flat-map') {
    lines.push(`const fn${i} = nodes[${i}].operator.stage.fn;`, `const out${i} = { collect: emit${i} };`);
  }
  if (stage?.kind === 'transform') lines.push(`const apply${i} = nodes[${i}].operator.stage.apply;`);
  if (stage?.kind === 'absorb' || stage?.kind === 'absorb-two')
    lines.push(`const absorb${i} = nodes[${i}].operator.stage.absorb;`);
  if (stage?.kind === 'absorb-two')
    lines.push(`const absorbSecond${i} = nodes[${i}].operator.stage.absorbSecond;`);
  node.outputs.forEach((_, k) => {
    lines.push(
      `const writer${i}_${k} = nodes[${i}].outputs[${k}].writer;`,
      `const key${i}_${k} = nodes[${i}].outputs[${k}].place;`,
    );
  });
  return lines.join('\n');
}

/** The code that gives the value named `v` to what reads the node's main output, or its side output `tag`. */
function emitSource(nodes: readonly ChainNode[], node: ChainNode, v: string, tag?: string): string {
  const i = nodes.indexOf(node);
  const writes = node.outputs.flatMap((output, k) =>
    output.tag === tag ? guarded(`writer${i}_${k}.emit(${v});`, `key${i}_${k}`) : [],
  );
  const stages = node.children.flatMap((child) =>
    child.tag === tag ? `{\n${stageSource(nodes, nodes.indexOf(child), v)}\n}` : [],
  );
  return [...writes, ...stages].join('\n');
}

/** The code that runs the value named `v` through the node's own stage. */
function stageSource(nodes: readonly ChainNode[], i: number, v: string): string {
  const node = nodes[i] as ChainNode;
  const stage = node.operator?.stage;
  const next = (value: string): string => emitSource(nodes, node, value);
  switch (stage?.kind) {
    case undefined:
      return next(v);
    case 'map':
      return `let v${i};\n${guarded(`v${i} = fn${i}(${v});`, `place${i}`)}\n${next(`v${i}`)}`;
    case 'filter':
      return `let keep${i};\n${guarded(`keep${i} = fn${i}(${v});`, `place${i}`)}\nif (keep${i}) {\n${next(v)}\n}`;
    case 'flat-map':
      return guarded(
        `const all${i} = fn${i}(${v}, out${i});
if (all${i} !== undefined && all${i} !== null) {
  if (Array.isArray(all${i})) for (let k = 0; k < all${i}.length; k++) emit${i}(all${i}[k]);
  else for (const one of all${i}) emit${i}(one);
}`,
        `place${i}`,
      );
    case 'transform': {
      const call = `v${i} = apply${i}(${v});`;
      return `let v${i};\n${stage.callsUser ? guarded(call, `place${i}`) : call}\n${next(`v${i}`)}`;
    }
    case 'absorb':
    case 'absorb-two': {
      const call = `absorb${i}(${v});`;
      return stage.callsUser ? guarded(call, `place${i}`) : call;
    }
  }
}

function guarded(code: string, place: string): string {
  return `try { ${code} } catch (error) { throw userFailure(${place}, error); }`;
}

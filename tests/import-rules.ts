/** Who may import whom: the rules of ARCHITECTURE.md as data, and the check that applies them to one import.
 *  Type imports count too: a type is knowledge. Each violation names the file, the import and the rule.
 *  Circles are found elsewhere (import-circles.ts). */
import type { ImportFact } from './module-facts.ts';
import { isTest } from './source-files.ts';

export type PackageManifest = {
  readonly name: string;
  /** `packages/runtime`, or `` for the root. */
  readonly folder: string;
  /** Declared sub-paths: `.`, `./base`, … */
  readonly exports: ReadonlySet<string>;
  readonly dependencies: ReadonlySet<string>;
};

export type ImportSite = {
  readonly path: string;
  readonly fact: ImportFact;
  /** The importing file's own package and the root, whose devDependencies serve tests everywhere. */
  readonly manifest: PackageManifest;
  readonly manifests: readonly PackageManifest[];
  /** The repository path a relative import means. */
  readonly target?: string;
};

type Rule = { readonly name: string; check(site: ImportSite): string | undefined };

/** Which of our packages a package may import: the table of ARCHITECTURE.md. */
const ALLOWED: Readonly<Record<string, readonly RegExp[]>> = {
  'packages/runtime': [],
  'packages/operators': [/^@rivulet\/runtime\/(base|io|graph)$/],
  'packages/api': [/^@rivulet\/runtime\/(base|io|graph)$/, /^@rivulet\/operators$/],
  'packages/jobmanager': [/^@rivulet\/runtime\/(base|io|io\/node|graph|machine|actor|rpc)$/],
  'packages/taskmanager': [/^@rivulet\/runtime\//, /^@rivulet\/(api|operators)($|\/)/],
  'packages/client': [
    /^@rivulet\/runtime\/(base|io|io\/node|graph|actor|rpc)$/,
    /^@rivulet\/(api|jobmanager|taskmanager)($|\/)/,
  ],
  examples: [/^@rivulet\/(api|client)($|\/)/],
};

/** Inside one package: `from` may not import `to`. Paths are relative to the package's `src`. */
const FORBIDDEN_FOLDERS: readonly { package: string; from: RegExp; to: RegExp; why: string }[] = [
  { package: 'runtime', from: /^base\//, to: /^(?!base\/)/, why: 'base imports nothing of ours' },
  {
    package: 'runtime',
    from: /^(io|graph|machine)\//,
    to: /^(actor|rpc|network|testing)\//,
    why: 'the planes stand on io, graph and machine',
  },
  {
    package: 'runtime',
    from: /^actor\//,
    to: /^(network|rpc|graph)\//,
    why: 'actor and network never import each other; rpc stands on actor',
  },
  {
    package: 'runtime',
    from: /^network\//,
    to: /^(actor|rpc)\//,
    why: 'actor and network never import each other',
  },
  {
    package: 'runtime',
    from: /^rpc\//,
    to: /^network\//,
    why: 'only taskmanager/deployment sees both rpc and network',
  },
  {
    package: 'runtime',
    from: /^network\/wire\//,
    to: /^network\/(?!wire\/)/,
    why: 'wire knows bytes, no channel and no partition',
  },
  {
    package: 'runtime',
    from: /^network\/(partition|channel|buffer|event|ring)\//,
    to: /^network\/(exchange|wire)\//,
    why: 'exchange joins wire with partition and channel, never the other way',
  },
  {
    package: 'runtime',
    from: /^network\/(buffer|event|ring)\//,
    to: /^network\/(partition|channel|record)\//,
    why: 'buffers, rings and events stand below partitions and channels',
  },
  {
    package: 'taskmanager',
    from: /^task\//,
    to: /^(executor|deployment)\//,
    why: 'a task reports through a listener; it does not know its executor',
  },
  {
    package: 'operators',
    from: /^(host|state|time)\//,
    to: /^(?!(host|state|time)\/)/,
    why: 'operators stand on host, state and time, never the other way',
  },
];

/** Inside one package: which sub-path of runtime a folder may not import. */
const FORBIDDEN_SUBPATHS: readonly { package: string; from: RegExp; specifier: RegExp; why: string }[] = [
  {
    package: 'taskmanager',
    from: /^task\//,
    specifier: /^@rivulet\/runtime\/(actor|rpc)$/,
    why: 'tasks import neither actor nor rpc',
  },
  {
    package: 'taskmanager',
    from: /^executor\//,
    specifier: /^@rivulet\/runtime\/network$/,
    why: 'only taskmanager/deployment sees both rpc and network',
  },
];

/** Node modules without effects; everything else of Node belongs to the doors. */
const PURE_NODE_MODULES = new Set([
  'node:path',
  'node:url',
  'node:util',
  'node:assert',
  'node:string_decoder',
]);

/** Pure functions of bytes inside modules that also have effects. */
const PURE_NODE_NAMES: Readonly<Record<string, readonly string[]>> = {
  'node:crypto': ['createHash'],
  'node:zlib': ['gunzipSync', 'gzipSync'],
};

const RULES: readonly Rule[] = [
  {
    name: 'packages import only what the package table allows',
    check: ({ path, fact, manifest }) => {
      if (!fact.specifier.startsWith('@rivulet/') || isTest(path)) return undefined;
      const allowed = ALLOWED[manifest.folder];
      if (allowed === undefined || allowed.some((pattern) => pattern.test(fact.specifier))) return undefined;
      return `${manifest.folder} may import ${allowed.map(String).join(' or ') || 'no other package of ours'}`;
    },
  },
  {
    name: 'another package is entered by a declared sub-path',
    check: ({ fact, manifests }) => {
      if (!fact.specifier.startsWith('@rivulet/')) return undefined;
      const other = manifests.find(({ name }) => isOrIsUnder(fact.specifier, name));
      const subPath = `.${fact.specifier.slice(other?.name.length ?? 0)}`;
      return other?.exports.has(subPath) === true
        ? undefined
        : 'it is not in the exports of that package.json';
    },
  },
  {
    name: 'a relative import stays in its package and names a .ts file',
    check: ({ fact, manifest, target }) => {
      if (target === undefined) return undefined;
      if (!fact.specifier.endsWith('.ts')) return 'a relative import ends with .ts';
      const home = sourceRootOf(manifest);
      return target.startsWith(home) ? undefined : `it leaves ${home}; use the other package's name`;
    },
  },
  {
    name: 'folders of one package import in one direction',
    check: ({ path, manifest, target }) => {
      if (target === undefined || isTest(path)) return undefined;
      const from = insideSource(path, manifest);
      const to = insideSource(target, manifest);
      const found = FORBIDDEN_FOLDERS.find(
        (rule) => `packages/${rule.package}` === manifest.folder && rule.from.test(from) && rule.to.test(to),
      );
      return found?.why;
    },
  },
  {
    name: 'the seam between the planes is taskmanager/deployment',
    check: ({ path, fact, manifest }) => {
      if (isTest(path)) return undefined;
      const from = insideSource(path, manifest);
      const found = FORBIDDEN_SUBPATHS.find(
        (rule) =>
          `packages/${rule.package}` === manifest.folder &&
          rule.from.test(from) &&
          rule.specifier.test(fact.specifier),
      );
      return found?.why;
    },
  },
  {
    name: 'another folder of runtime is entered by its index.ts',
    check: ({ path, manifest, target }) => {
      if (target === undefined || manifest.folder !== 'packages/runtime' || isTest(path)) return undefined;
      const from = insideSource(path, manifest).split('/')[0];
      const to = insideSource(target, manifest);
      if (to.split('/')[0] === from || to.endsWith('/index.ts')) return undefined;
      return `import the folder's index.ts instead of ${to}`;
    },
  },
  {
    name: 'only *-machine.ts and runtime/machine import xstate',
    check: ({ path, fact }) => {
      if (fact.specifier !== 'xstate') return undefined;
      const allowed = /-machine(\.test)?\.ts$/.test(path) || path.startsWith('packages/runtime/src/machine/');
      return allowed ? undefined : 'a machine is a pure table in a file of its own';
    },
  },
  {
    name: 'only the doors import node modules with effects',
    check: ({ path, fact }) => {
      if (!fact.specifier.startsWith('node:') || PURE_NODE_MODULES.has(fact.specifier)) return undefined;
      if (isDoor(path) || isTest(path)) return undefined;
      // Node's Buffer copies Latin-1 text into memory faster than anything else: a record's hot path.
      if (fact.specifier === 'node:buffer' && path.startsWith('packages/runtime/src/network/record/'))
        return undefined;
      const pure = PURE_NODE_NAMES[fact.specifier] ?? [];
      if (fact.names.length > 0 && fact.names.every((name) => pure.includes(name))) return undefined;
      return 'take a door of runtime/io instead';
    },
  },
  {
    name: 'only what starts a process opens the real doors',
    check: ({ path, fact }) => {
      const opens = ['@rivulet/runtime/io/node', 'nanoid', 'pino'].includes(fact.specifier);
      if (!opens || isDoor(path) || isTest(path) || path.startsWith('packages/client/src/')) return undefined;
      return 'take the Io you were given';
    },
  },
  {
    name: 'runtime/testing and io/sim are for tests',
    check: ({ path, fact, target }) => {
      const testing = /^@rivulet\/runtime\/(testing|io\/sim)$/.test(fact.specifier);
      const inside = target?.startsWith('packages/runtime/src/testing/') === true;
      if ((!testing && !inside) || isTest(path) || path.startsWith('simulator/')) return undefined;
      return 'only tests may import it';
    },
  },
  {
    name: 'tests import production code, never the other way',
    check: ({ path, target }) =>
      target?.endsWith('.test.ts') === true && !isTest(path) ? 'it is a test' : undefined,
  },
  {
    name: 'libraries are declared in the package.json of the importer',
    check: ({ path, fact, manifest, manifests, target }) => {
      if (target !== undefined || fact.specifier.startsWith('node:')) return undefined;
      const name = packageNameOf(fact.specifier);
      if (manifest.dependencies.has(name) || name === manifest.name) return undefined;
      const root = manifests.find(({ folder }) => folder === '');
      const development = isTest(path) || path.endsWith('.config.ts') || path.startsWith('benchmarks/');
      return development && root?.dependencies.has(name) === true
        ? undefined
        : `${name} is not a dependency of ${manifest.name}`;
    },
  },
  {
    name: 'the JobManager’s web server stays in its rest folder',
    check: ({ path, fact }) => {
      if (!/^(hono|@hono\/)/.test(fact.specifier) || isTest(path)) return undefined;
      return /^packages\/jobmanager\/src\/(rest\/|main\.ts$)/.test(path)
        ? undefined
        : 'only jobmanager/rest uses it';
    },
  },
];

export const IMPORT_RULE_NAMES: readonly string[] = RULES.map(({ name }) => name);

export function violationsOf(site: ImportSite): string[] {
  return RULES.flatMap((rule) => {
    const reason = rule.check(site);
    const where = `${site.path}:${site.fact.line}`;
    return reason === undefined
      ? []
      : [`${where} imports '${site.fact.specifier}': ${rule.name} (${reason})`];
  });
}

function isDoor(path: string): boolean {
  return (
    path.startsWith('packages/runtime/src/io/node/') ||
    path.startsWith('packages/client/src/cli/') ||
    path.startsWith('benchmarks/') ||
    /(^|\/)main\.ts$/.test(path) ||
    path.endsWith('-thread-main.ts')
  );
}

function sourceRootOf({ folder }: PackageManifest): string {
  return folder.startsWith('packages/') ? `${folder}/src/` : folder === '' ? '' : `${folder}/`;
}

function insideSource(path: string, manifest: PackageManifest): string {
  const root = sourceRootOf(manifest);
  return path.startsWith(root) ? path.slice(root.length) : path;
}

function packageNameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isOrIsUnder(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

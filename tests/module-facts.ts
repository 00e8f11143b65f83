/** What a module imports and exports, read from its syntax tree, so that strings, comments and generated code
 *  never count as imports. The parser is the one vite brings. */
import { parseSync } from 'vite';
import type { SourceFile } from './source-files.ts';

export type ImportFact = {
  readonly specifier: string;
  readonly line: number;
  /** Names taken; empty for a bare import or `export *`. */
  readonly names: readonly string[];
};

export type ModuleFacts = {
  readonly path: string;
  readonly imports: readonly ImportFact[];
  /** Names declared and exported here; re-exports of other modules are not among them. */
  readonly exportNames: readonly string[];
  /** Those of them that are classes. */
  readonly classNames: readonly string[];
};

type Node = { readonly type: string; readonly [key: string]: unknown };

export function moduleFacts(file: SourceFile): ModuleFacts {
  const program = parseSync(file.path, file.text).program as unknown as Node;
  const imports: ImportFact[] = [];
  const exportNames: string[] = [];
  const classNames: string[] = [];
  walk(program, (node) => {
    const source = isNode(node['source']) ? node['source']['value'] : undefined;
    if (typeof source === 'string' && MODULE_NODES.has(node.type)) {
      imports.push({
        specifier: source,
        line: lineAt(file.text, Number(node['start'])),
        names: importedNames(node),
      });
    }
    const declares = node.type === 'ExportDefaultDeclaration' || node.type === 'ExportNamedDeclaration';
    if (declares && source === undefined) {
      const names = declaredNames(node);
      exportNames.push(...names);
      if (isNode(node['declaration']) && node['declaration'].type === 'ClassDeclaration') {
        classNames.push(...names);
      }
    }
  });
  return { path: file.path, imports, exportNames, classNames };
}

const MODULE_NODES = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

function importedNames(node: Node): string[] {
  const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : [];
  return specifiers.map((specifier) => {
    const imported = specifier['imported'] ?? specifier['local'];
    return isNode(imported) ? String(imported['name'] ?? imported['value']) : '*';
  });
}

function declaredNames(node: Node): string[] {
  const declaration = node['declaration'];
  if (!isNode(declaration)) {
    const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : [];
    return specifiers.flatMap((specifier) => nameOf(specifier['exported']));
  }
  if (declaration.type === 'VariableDeclaration') {
    const declarators = Array.isArray(declaration['declarations']) ? declaration['declarations'] : [];
    return declarators.filter(isNode).flatMap((declarator) => nameOf(declarator['id']));
  }
  return nameOf(declaration['id']);
}

function nameOf(node: unknown): string[] {
  return isNode(node) && typeof node['name'] === 'string' ? [node['name']] : [];
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, visit);
    } else if (isNode(value)) {
      walk(value, visit);
    }
  }
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The files the house rules speak about, read once.
 *  Paths are relative to the repository and use `/`. Generated folders and dependencies are left out. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export type SourceFile = { readonly path: string; readonly text: string };

export const REPOSITORY: string = fileURLToPath(new URL('..', import.meta.url));

const SOURCE_FOLDERS = ['packages', 'examples', 'benchmarks', 'simulator', 'scripts', 'tests'];
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.rivulet', 'coverage', 'output', 'expected']);

/** Every TypeScript file of ours: sources, tests, examples, benchmarks. */
export function sourceFiles(): readonly SourceFile[] {
  return SOURCE_FOLDERS.flatMap((folder) => filesUnder(folder)).filter(({ path }) => path.endsWith('.ts'));
}

export function readText(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('tests/') || /\/testing\//.test(path);
}

function filesUnder(folder: string): SourceFile[] {
  const files: SourceFile[] = [];
  const visit = (absolute: string): void => {
    for (const entry of readFolder(absolute)) {
      const child = join(absolute, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) visit(child);
      } else if (entry.name.endsWith('.ts')) {
        const path = relative(REPOSITORY, child).split(sep).join('/');
        files.push({ path, text: readFileSync(child, 'utf8') });
      }
    }
  };
  visit(join(REPOSITORY, folder));
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function readFolder(path: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(path);
  } catch {
    return []; // Folders such as `benchmarks` come later.
  }
}

function readEntries(path: string): readonly { readonly name: string; isDirectory(): boolean }[] {
  return readdirSync(path, { withFileTypes: true });
}

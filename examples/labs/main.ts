/** `pnpm lab`: lists the labs; `pnpm lab 02` prints what to do, `pnpm lab 02 --check` checks what the reader changed;
 *  `pnpm lab flow-control …` runs that lab with its own arguments. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { LABS } from './exercise.ts';

const [name = '', ...rest] = process.argv.slice(2);
const lab = LABS.find((each) => name !== '' && each.startsWith(name));
const chinese = /zh/.test(
  rest.join(' ') || `${process.env['RIVULET_LANG'] ?? process.env['LC_ALL'] ?? process.env['LANG'] ?? ''}`,
);

if (name === 'flow-control') await import('../flow-control-lab/main.ts');
else if (lab === undefined) list();
else if (rest.includes('--check')) check(lab);
else print(readFileSync(new URL(`./${lab}/README${chinese ? '.zh-CN' : ''}.md`, import.meta.url), 'utf8'));

function list(): void {
  print(chinese ? '实验：' : 'Labs:');
  for (const each of [...LABS, 'flow-control']) print(`  npx -y pnpm lab ${each}`);
  if (name !== '') process.exitCode = 2;
}

function check(chosen: string): void {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
  const config = fileURLToPath(new URL('./vitest.config.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', config], {
    stdio: 'inherit',
    env: { ...process.env, RIVULET_LAB: chosen },
  });
  process.exitCode = status ?? 1;
}

function print(text: string): void {
  process.stdout.write(`${text.trimEnd()}\n`);
}

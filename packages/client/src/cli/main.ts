#!/usr/bin/env node
/** The command `rivulet`: the only place of the client that touches the process itself. */
import { enableCompileCache } from 'node:module';
import { dirname } from 'node:path';

const INTERRUPTED = 130;
const DEFAULT_COLUMNS = 80;
const JOB_MODULE_GRACE_MS = 500;

/** pnpm runs a script in its package's folder; what a person typed is relative to where they stood. */
function workingDirectory(): string {
  const { INIT_CWD, npm_package_json } = process.env;
  const moved = npm_package_json !== undefined && dirname(npm_package_json) === process.cwd();
  return moved && INIT_CWD !== undefined ? INIT_CWD : process.cwd();
}

// Compiled modules are kept between runs, those of threads and child processes too: they start in half the time. What
// is imported before this line is not, so the rest comes after it.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
const { openNodeIo } = await import('@rivulet/runtime/io/node');
const { runCli } = await import('./run-cli.ts');

// Timers of the doors do not keep a process alive; a command that waits does.
const alive = setInterval(() => undefined, 2 ** 30);
try {
  process.exitCode = await runCli(process.argv.slice(2), {
    io: openNodeIo({ logLevel: 'silent' }),
    environment: process.env,
    workingDirectory: workingDirectory(),
    ...(process.stderr.isTTY ? { columns: process.stderr.columns || DEFAULT_COLUMNS } : {}),
    outIsTerminal: process.stdout.isTTY,
    outColor: process.stdout.isTTY && !process.env['NO_COLOR'],
    errColor: process.stderr.isTTY && !process.env['NO_COLOR'],
    onInterrupt: (interrupt) => {
      process.on('SIGINT', interrupt);
      process.on('SIGTERM', interrupt);
    },
    leave: () => process.exit(INTERRUPTED),
  });
} finally {
  clearInterval(alive);
  // Everything of ours is closed. What a job module opened when it was imported must not keep the command alive.
  setTimeout(() => process.exit(), JOB_MODULE_GRACE_MS).unref();
}

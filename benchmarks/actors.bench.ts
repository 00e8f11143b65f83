/** Messages per second of the actor system, with its recorder and without, beside xstate's `actor.send` in one run.
 *  Run: `pnpm bench actors [rounds]`. Aims: 5 million local tells/s and 20 times xstate; the recorder costs less than
 *  15 %; a 5 ms timer fires in 80 % of its slots under a flood. */
import { pairedRounds, rateOf } from './actors/paired-rounds.ts';
import {
  ask,
  type Piece,
  pingPong,
  remoteAsk,
  ring,
  tellFlood,
  timerUnderFlood,
  xstateSend,
} from './actors/pieces.ts';

const args = process.argv.slice(2).filter((arg) => arg !== 'actors');
const rounds = Number(args[0] ?? 100);

const recorded: readonly (readonly [string, (recorder: boolean) => Piece])[] = [
  ['tell flood', tellFlood],
  ['ping-pong', pingPong],
  ['ring of 1000 actors', ring],
  ['ask', ask],
];

const shown = (rate: number): string => `${Math.round(rate).toLocaleString('en')}/s`.padStart(15);
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

print(`${'medians of paired rounds'.padEnd(36)}${'recorder on'.padStart(15)}${'off'.padStart(15)}     costs`);
const rates = new Map<string, number>();
for (const [name, piece] of recorded) {
  const { perSecond, otherPerSecond, cost } = await pairedRounds(piece(true), piece(false), rounds);
  rates.set(name, perSecond);
  print(`${name.padEnd(36)}${shown(perSecond)}${shown(otherPerSecond)}${percent(cost).padStart(10)}`);
}

const remote = await remoteAsk();
print(`${'remote ask on loopback, 32 in flight'.padEnd(36)}${shown(await rateOf(remote.piece, rounds / 5))}`);
await remote.close();

const xstate = await rateOf(xstateSend(), rounds / 5);
print(`${"xstate's actor.send, a counter".padEnd(36)}${shown(xstate)}`);
print('');
print(
  `a local tell is ${((rates.get('tell flood') ?? 0) / xstate).toFixed(0)} times as fast as xstate's actor.send`,
);
print(`a 5 ms timer under flood fires in ${percent(await timerUnderFlood())} of its slots`);

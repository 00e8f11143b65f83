/** Two producers and their consumers, a fast one and a slow one. The producers share a slot and the consumers another,
 *  so on two TaskManagers of one slot each, both channels run over the one TCP connection between them.
 *  Options: --rate N (records of 1 KB per second and producer), --slow-ms N (what a record costs the slow consumer),
 *  --fast-only, --count N (per producer; then the job ends), --output FOLDER. */
import { defineJob } from '@rivulet/api';

const PAYLOAD = 'x'.repeat(1_000);
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

export default defineJob({ name: 'flow-control-lab' }, (env, args) => {
  const count = args.number('count');
  const output = args.string('output');
  const pauses = { fast: 0, slow: args.number('slow-ms', 1) };
  const generated = { ratePerSecond: args.number('rate', 20_000), ...(count === undefined ? {} : { count }) };

  for (const [name, pauseMs] of Object.entries(pauses)) {
    if (name === 'slow' && args.flag('fast-only')) continue;
    const consumed = env
      .generate(generated, (index) => ({ index, payload: PAYLOAD }))
      .name(`producer of ${name}`)
      .slotSharingGroup('producers')
      .map(({ index, payload }) => {
        // Sleeping, not computing: the processors stay free for everybody else.
        if (pauseMs > 0) Atomics.wait(nobodyWakes, 0, 0, pauseMs);
        return `${index} ${payload.length}`;
      })
      .name(`${name} consumer`)
      .slotSharingGroup('consumers');
    if (output === undefined) consumed.discard();
    else consumed.writeText(`${output}/${name}`);
  }
});

/** The one place where text becomes code: serializers per record shape and fused operator chains.
 *  Only our own generators call it; nothing a user wrote is ever put into the text (names are quoted as JSON).
 *  Where the platform forbids it, callers fall back to closures that do the same. */

/** @param source the body of a function of `env` that returns the generated function
 *  @throws EvalError where code generation from strings is forbidden */
export function generateFunction<Env, Generated>(source: string, env: Env): Generated {
  // oxlint-disable-next-line typescript/no-implied-eval -- see above
  const make = new Function('env', `'use strict';\n${source}`) as (env: Env) => Generated;
  return make(env);
}

export function isCodeGenerationAllowed(): boolean {
  try {
    return generateFunction<number, boolean>('return env === 1;', 1);
  } catch {
    return false;
  }
}

/** A gateway as a value: its name and, per method, whether a call is a `tell` (no answer) or an `ask` (a promise).
 *  TypeScript's types are gone at run time, so this table is what the proxy and the endpoint look methods up in;
 *  a name that is not in it is refused on both sides. A missing or mistyped entry does not compile.
 *  Source: Flink's RpcGateway interfaces; void methods tell, methods with a future ask. */

export type CallKind = 'tell' | 'ask';

export type MethodTable<Gateway> = {
  readonly [Method in keyof Gateway]: Gateway[Method] extends (...args: never) => Promise<unknown>
    ? 'ask'
    : 'tell';
};

export type GatewayDescriptor<Gateway> = {
  readonly name: string;
  readonly methods: MethodTable<Gateway>;
};

export function defineGateway<Gateway>(
  name: string,
  methods: NoInfer<MethodTable<Gateway>>,
): GatewayDescriptor<Gateway> {
  return { name, methods };
}

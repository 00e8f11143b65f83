/** An endpoint that obeys only callers who know its leader session: Dispatcher, ResourceManager, JobMaster.
 *  The token is fixed for the endpoint's life; a new leader is a new endpoint with a new token, so what was sent to
 *  the old one is refused by the new one without side effect. Source: Flink's FencedRpcEndpoint. */
import type { FencingToken } from '../../base/index.ts';
import { RpcEndpoint, type EndpointHost, type RpcEndpointOptions } from './rpc-endpoint.ts';

export abstract class FencedRpcEndpoint<Gateway> extends RpcEndpoint<Gateway> {
  readonly fencingToken: FencingToken;

  constructor(
    service: EndpointHost,
    options: RpcEndpointOptions<Gateway> & { readonly fencingToken: FencingToken },
  ) {
    super(service, options);
    this.fencingToken = options.fencingToken;
  }

  protected override currentFencingToken(): FencingToken {
    return this.fencingToken;
  }

  protected override isFenced(): boolean {
    return true;
  }
}

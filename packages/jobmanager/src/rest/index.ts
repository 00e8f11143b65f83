/** Public names of `rest`: the cluster over HTTP. */
export { createRestApp } from './rest-app.ts';
export { type RequestHandler, RestServer } from './rest-server.ts';
export type { RestServices, RestSettings } from './rest-services.ts';

/** Reads `POST /jobs`: a form with the submission and its bundle, or plain JSON when there is no bundle.
 *  The form's part `request` is the JobSubmission as JSON; the graph may come in a file part of its own, named by
 *  `jobGraphFileName`, and the bundle in one named by `bundleFileName` (or called `bundle`).
 *  What the submission says is checked by the Dispatcher; here only that it can be read. */
import { streamError } from '@rivulet/runtime/base';
import type { JobSubmission } from '@rivulet/runtime/graph';

/** Of a request, what is read here. */
export type BodyRequest = {
  header(name: string): string | undefined;
  text(): Promise<string>;
  formData(): Promise<FormData>;
};

export type SubmissionRequest = { readonly submission: JobSubmission; readonly bundle?: Uint8Array };

/** @throws REST_REQUEST_INVALID */
export async function readSubmissionRequest(request: BodyRequest): Promise<SubmissionRequest> {
  const contentType = request.header('content-type') ?? '';
  if (contentType.startsWith('application/json')) {
    return { submission: parseJson(await request.text(), 'the body') as JobSubmission };
  }
  if (!contentType.startsWith('multipart/form-data')) {
    throw invalid(`its content type is '${contentType}', not multipart/form-data or application/json`);
  }
  return readForm(await formOf(request));
}

async function readForm(form: FormData): Promise<SubmissionRequest> {
  const { jobGraphFileName, bundleFileName, ...fields } = await requestPartOf(form);
  const graph =
    jobGraphFileName === undefined
      ? fields['graph']
      : parseJson(await textOf(namedFile(form, jobGraphFileName)), 'the file of the job graph');
  const submission = { module: NO_MODULE, ...fields, graph } as unknown as JobSubmission;
  const bundle = bundleFileName === undefined ? form.get('bundle') : namedFile(form, bundleFileName);
  if (bundle === null) return { submission };
  return { submission, bundle: await bytesOf(bundle) };
}

/** Replaced by the key of the bundle; refused by the Dispatcher when there is none. */
const NO_MODULE = { kind: 'missing' };

async function requestPartOf(form: FormData): Promise<Record<string, unknown>> {
  const part = form.get('request');
  if (part === null) throw invalid("the form has no part 'request'");
  const value = parseJson(await textOf(part), "the part 'request'");
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid("the part 'request' is no JSON object");
  }
  return value as Record<string, unknown>;
}

type Part = File | string;

function namedFile(form: FormData, name: unknown): Part {
  for (const [field, part] of form) {
    if (field === name || (typeof part !== 'string' && part.name === name)) return part;
  }
  throw invalid(`the form has no file ${JSON.stringify(name)}, which its request names`);
}

async function textOf(part: Part): Promise<string> {
  return typeof part === 'string' ? part : part.text();
}

async function bytesOf(part: Part): Promise<Uint8Array> {
  return typeof part === 'string' ? new TextEncoder().encode(part) : new Uint8Array(await part.arrayBuffer());
}

async function formOf(request: BodyRequest): Promise<FormData> {
  try {
    return await request.formData();
  } catch (error) {
    throw invalid(`the form is malformed (${error instanceof Error ? error.message : String(error)})`);
  }
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`${what} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function invalid(reason: string): Error {
  return streamError('REST_REQUEST_INVALID', { reason });
}

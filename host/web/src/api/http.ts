// One door to the host: JSON in and out, problems thrown, nothing retried behind the caller's back.
import { Problem, type ProblemBody } from './problem';

export interface Answer<T> {
  body: T;
  etag: string | null;
  headers: Headers;
}

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Query parameters; empty and absent ones are left out, lists are repeated. */
  query?: Record<string, string | number | boolean | string[] | null | undefined>;
  /** JSON, or bytes with their media type. */
  body?: unknown;
  raw?: { bytes: BodyInit; type: string };
  ifMatch?: string;
  /** The same key again does the same thing once; one is made when left out. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

let language = 'en';
let signedOut: () => void = () => {};

/** Names the language of labels and sentences that the host answers in. */
export function speak(tag: string): void {
  language = tag;
}

/** Names what is done when the session has ended. */
export function onSignedOut(what: () => void): void {
  signedOut = what;
}

/** `crypto.randomUUID` needs a secure page; this needs only random numbers. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function address(path: string, query: Ask['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** `fetch` with the reader's language and a key for what is posted; throws `Problem` for whatever is no success. */
export async function guarded(request: Request): Promise<Response> {
  request.headers.set('accept-language', language);
  if (request.method === 'POST' && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', uuid());
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Problem({ status: 0, code: 'offline', title: 'Offline', detail: String(error) });
  }
  if (response.ok) return response;
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').includes('json');
  const otherwise = { status: response.status, code: 'http', title: response.statusText, detail: text || response.statusText };
  const problem = new Problem(json ? (JSON.parse(text) as ProblemBody) : otherwise);
  if (problem.status === 401 && !request.url.endsWith('/api/v1/session')) signedOut();
  throw problem;
}

/** Asks the host. Throws `Problem`; one of status 0 when nobody answered. */
export async function ask<T>(path: string, asked: Ask = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (asked.ifMatch) headers['if-match'] = asked.ifMatch;
  if (asked.idempotencyKey) headers['idempotency-key'] = asked.idempotencyKey;
  if (asked.raw) headers['content-type'] = asked.raw.type;
  else if (asked.body !== undefined) headers['content-type'] = 'application/json';
  const request = new Request(address(path, asked.query), {
    method: asked.method ?? 'GET',
    headers,
    credentials: 'same-origin',
    body: asked.raw?.bytes ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body)),
    signal: asked.signal,
  });
  const response = await guarded(request);
  const text = await response.text();
  const json = text && (response.headers.get('content-type') ?? '').includes('json');
  return { body: (json ? JSON.parse(text) : text) as T, etag: response.headers.get('etag'), headers: response.headers };
}

/** The body of an answer alone. */
export async function fetched<T>(path: string, asked: Ask = {}): Promise<T> {
  return (await ask<T>(path, asked)).body;
}

/** Runs an action of the host or of a plugin. */
export function act<T = unknown>(name: string, body: unknown, idempotencyKey?: string): Promise<T> {
  return fetched<T>(`/api/v1/actions/${name}`, { method: 'POST', body, idempotencyKey });
}

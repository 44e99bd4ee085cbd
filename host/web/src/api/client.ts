// The typed client: paths, parameters and bodies come from the host's OpenAPI description (`npm run api`).
// `ask` of http.ts is for what is named at run time only: record types, actions and pages of plugins.
import createClient from 'openapi-fetch';

import { guarded } from './http';
import type { components, paths } from './schema';

/** A schema of the host's description by name: `Schema<'OnHandPage'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

export const api = createClient<paths>({ baseUrl: '', fetch: guarded });

/** The body of a typed answer; a refusal was thrown as `Problem` before. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

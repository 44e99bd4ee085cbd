// How the fields of any record type stand on its form: what names it first, then the rest, then what plugins added, then technical things.
import type { Collection, Field, RecordType } from '@/api/meta';

export interface Sections {
  /** The title and what identifies the record. */
  head: Field[];
  rest: Field[];
  /** Long texts, under the rest, over the whole width. */
  long: Field[];
  /** Fields that plugins added, by the code of the plugin. */
  plugins: { plugin: string; fields: Field[] }[];
  /** Set by the host or of use to programs only. */
  technical: Field[];
}

const programs = /(^|_)(key|digest|plugin|plugin_version|chain_no|actor|actor_id|actor_kind|via|source_id|source_type|request_id)$/;

function isTechnical(field: Field, type: RecordType): boolean {
  if (field.name === type.title && field.kind !== 'id') return false;
  return field.kind === 'id' || (field.readonly && programs.test(field.name)) || (programs.test(field.name) && !field.required && !type.may.update);
}

/** `single`: the reader works in one company only, so naming it says nothing. */
export function sections(
  type: RecordType,
  { fresh, single, values = {} }: { fresh: boolean; single: boolean; values?: Record<string, unknown> },
): Sections {
  const made: Sections = { head: [], rest: [], long: [], plugins: [], technical: [] };
  for (const field of type.fields) {
    // What the host sets is not there before it did.
    if (field.readonly && (fresh || values[field.name] === null || values[field.name] === undefined)) continue;
    if (type.company && field.name === 'company') {
      if (!single && fresh) made.rest.push(field);
      else if (!fresh) made.technical.push(field);
    } else if (field.extension && field.plugin) {
      const of = made.plugins.find((one) => one.plugin === field.plugin);
      if (of) of.fields.push(field);
      else made.plugins.push({ plugin: field.plugin, fields: [field] });
    } else if (isTechnical(field, type)) made.technical.push(field);
    else if (field.name === type.title || field.name === 'code' || field.name === 'number') made.head.push(field);
    else if (isState(field)) made.head.push(field);
    else if (field.kind === 'long-text' || field.kind === 'json') made.long.push(field);
    else made.rest.push(field);
  }
  made.head.sort((a, b) => rank(a, type) - rank(b, type));
  made.rest = [...made.rest.filter((one) => one.kind !== 'bool'), ...made.rest.filter((one) => one.kind === 'bool')];
  return made;
}

const isState = (field: Field) => field.kind === 'choice' && ['kind', 'state', 'stage', 'status'].includes(field.name);

const rank = (field: Field, type: RecordType) => (field.name === type.title ? 0 : isState(field) ? 2 : 1);

/** Lines of few columns stand two beside each other. */
export const isNarrow = (collection: Collection): boolean =>
  collection.fields.length <= 4 && !collection.fields.some((one) => one.kind === 'long-text' || one.kind === 'json');

/** A collection that is the body of a document, and not a side of it. */
export const isMain = (collection: Collection): boolean => /lines$/.test(collection.name);

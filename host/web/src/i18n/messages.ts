// Messages of the interface: one folder a language, one Fluent file a room; a language is one chunk, loaded when it is chosen.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';

/** Languages that are complete; a test holds them so. */
export const languages = { en: 'English', bg: 'Български' } as const;
export type Language = keyof typeof languages;

const sources: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./en'),
  bg: () => import('./bg'),
};

/** The nearest language that is spoken here: `bg-BG` is `bg`; what is not spoken is English. */
export function spoken(tag: string | null | undefined): Language {
  const first = (tag ?? '').toLowerCase().split('-')[0];
  return first && first in languages ? (first as Language) : 'en';
}

export async function bundle(language: Language): Promise<FluentBundle> {
  const made = new FluentBundle(language, { useIsolating: false });
  for (const [file, text] of Object.entries((await sources[language]()).default)) {
    for (const error of made.addResource(new FluentResource(text))) throw new Error(`${file}: ${error.message}`);
  }
  return made;
}

export type Args = Record<string, FluentVariable>;

/** A message with its arguments; `id.attribute` names an attribute. An unknown id is shown as it is, which tests refuse. */
export function message(from: FluentBundle, id: string, args?: Args): string {
  const [name, attribute] = id.split('.') as [string, string | undefined];
  const found = from.getMessage(name);
  const pattern = attribute ? found?.attributes[attribute] : found?.value;
  if (!pattern) return id;
  const errors: Error[] = [];
  return from.formatPattern(pattern, args, errors);
}

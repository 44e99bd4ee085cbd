// The reader's language: `useT()` gives messages, `useFormat()` figures and times.
import type { FluentBundle } from '@fluent/bundle';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

import { speak } from '@/api/http';

import * as format from './format';
import { type Args, bundle, type Language, message } from './messages';

export { type Language, languages, spoken } from './messages';

interface Speech {
  language: Language;
  messages: FluentBundle;
}

const Context = createContext<Speech | null>(null);

/** Shows its children when the messages of `language` are there. */
export function I18n({ language, children }: { language: Language; children: ReactNode }) {
  const [speech, setSpeech] = useState<Speech | null>(null);
  useEffect(() => {
    let wanted = true;
    speak(language);
    document.documentElement.lang = language;
    void bundle(language).then((messages) => wanted && setSpeech({ language, messages }));
    return () => {
      wanted = false;
    };
  }, [language]);
  return speech && <Context value={speech}>{children}</Context>;
}

function useSpeech(): Speech {
  const speech = useContext(Context);
  if (!speech) throw new Error('no language here');
  return speech;
}

export const useLanguage = (): Language => useSpeech().language;

export type Translate = (id: string, args?: Args) => string;

/** Messages by id: `t('save')`, `t('request-number', { id })`. */
export function useT(): Translate {
  const { messages } = useSpeech();
  return useMemo(() => (id, args) => message(messages, id, args), [messages]);
}

/** Figures and times in the reader's way; see format.ts. */
export function useFormat() {
  const { language } = useSpeech();
  return useMemo(
    () => ({
      language,
      decimal: (value: string | number) => format.decimal(language, value),
      quantity: (value: string | number) => format.quantity(language, value),
      money: (value: string | number, currency?: string | null) => format.money(language, value, currency),
      percent: (value: string | number) => format.percent(language, value),
      day: (value: string) => format.day(language, value),
      instant: (value: string) => format.instant(language, value),
      ago: (value: string) => format.ago(language, value),
      typed: (text: string) => format.typed(language, text),
    }),
    [language],
  );
}

// What can be guessed before anybody was asked: the country of a browser, a code out of a name, the fiscal year that holds today.

/** The region that a reader's languages name (`bg-BG`), else the one where most of their speakers are; English says nothing by itself. */
export function regionOf(tags: readonly string[]): string {
  const locales = tags.flatMap((tag) => {
    try {
      return [new Intl.Locale(tag)];
    } catch {
      return [];
    }
  });
  const named = locales.find((one) => one.region)?.region;
  return named ?? locales.find((one) => one.language !== 'en')?.maximize().region ?? '';
}

// The streamlined system of the Bulgarian law on transliteration.
const LATIN: Record<string, string> = {
  А: 'A', Б: 'B', В: 'V', Г: 'G', Д: 'D', Е: 'E', Ж: 'ZH', З: 'Z', И: 'I', Й: 'Y', К: 'K', Л: 'L', М: 'M', Н: 'N', О: 'O', П: 'P', Р: 'R', С: 'S',
  Т: 'T', У: 'U', Ф: 'F', Х: 'H', Ц: 'TS', Ч: 'CH', Ш: 'SH', Щ: 'SHT', Ъ: 'A', Ь: 'Y', Ю: 'YU', Я: 'YA',
};

/** A short code out of a name: Latin capitals and figures. */
export function codeOf(name: string): string {
  const latin = [...name.toUpperCase()].map((one) => LATIN[one] ?? one).join('');
  return latin.normalize('NFD').replace(/[^A-Z0-9]+/g, '').slice(0, 10);
}

/** First days of the fiscal years that hold a day, one for each month in which a year may begin: `2026-01-01`. */
export function yearsHolding(today: Date): string[] {
  return Array.from({ length: 12 }, (_, month) => {
    const year = month <= today.getMonth() ? today.getFullYear() : today.getFullYear() - 1;
    return `${year}-${String(month + 1).padStart(2, '0')}-01`;
  });
}

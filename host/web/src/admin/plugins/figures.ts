// Sizes, times and counts of what plugins take, in words of a reader's language.
import { useFormat } from '@/i18n';

export function useFigures() {
  const { language } = useFormat();
  const number = (value: number, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  const unit = (value: number, of: string, digits = 1) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: of, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
  return {
    number,
    bytes: (value: number) =>
      value >= 1e9 ? unit(value / 1e9, 'gigabyte') : value >= 1e6 ? unit(value / 1e6, 'megabyte') : value >= 1e3 ? unit(value / 1e3, 'kilobyte') : unit(value, 'byte'),
    time: (us: number) =>
      us >= 60e6 ? unit(us / 60e6, 'minute') : us >= 1e6 ? unit(us / 1e6, 'second') : us >= 1e3 ? unit(us / 1e3, 'millisecond') : unit(us, 'microsecond', 0),
    compact: (value: number) => new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value),
  };
}

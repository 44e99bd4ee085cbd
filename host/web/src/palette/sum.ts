// Simple arithmetic as people type it, exact: `(12,50 + 3) * 4`, `200 * 20%`.
import Decimal from 'decimal.js';

import { separators } from '@/i18n/format';

/** What a sum comes to, as a plain decimal; `null` where the text is none. */
export function sum(language: string, text: string): string | null {
  const plain = text.trim().replace(/^=/, '');
  // A lone number, a day or a phone number is no sum: something must be reckoned.
  if (!/^[\d\s\u00a0\u202f.,+\-*/×÷:()%]+$/.test(plain) || !/\d\s*%?\s*[)]*\s*[+\-*/×÷:%]/.test(plain)) return null;
  const tokens = plain.match(/[\d.,](?:[\d.,\u00a0\u202f]|\s(?=\d))*|[+\-*/×÷:()%]/g) ?? [];
  const { decimal: point, group } = separators(language);
  let at = 0;
  const number = (token: string): Decimal | null => {
    let digits = token.replace(/[\s\u00a0\u202f]/g, '');
    if (point === ',' && !digits.includes(',')) digits = /^\d+\.\d+$/.test(digits) ? digits : digits.split('.').join('');
    else digits = (group.trim() ? digits.split(group).join('') : digits).replace(point, '.');
    return /^\d*\.?\d+\.?$|^\d+\.?$/.test(digits) ? new Decimal(digits) : null;
  };
  const factor = (): Decimal | null => {
    const token = tokens[at];
    if (token === undefined) return null;
    at += 1;
    if (token === '-' || token === '+') {
      const value = factor();
      return value && (token === '-' ? value.neg() : value);
    }
    let value: Decimal | null;
    if (token === '(') {
      value = terms();
      if (tokens[at] !== ')') return null;
      at += 1;
    } else value = number(token);
    while (value && tokens[at] === '%') {
      at += 1;
      value = value.div(100);
    }
    return value;
  };
  const product = (): Decimal | null => {
    let value = factor();
    while (value && ['*', '/', '×', '÷', ':'].includes(tokens[at] ?? '')) {
      const sign = tokens[at];
      at += 1;
      const other = factor();
      if (!other || (sign !== '*' && sign !== '×' && other.isZero())) return null;
      value = sign === '*' || sign === '×' ? value.mul(other) : value.div(other);
    }
    return value;
  };
  const terms = (): Decimal | null => {
    let value = product();
    while (value && (tokens[at] === '+' || tokens[at] === '-')) {
      const sign = tokens[at];
      at += 1;
      const start = at;
      const other = product();
      if (!other) return null;
      // `200 + 20%` is what a till makes of it: a fifth more.
      const share = tokens[at - 1] === '%' && at - start === 2 ? value.mul(other) : other;
      value = sign === '+' ? value.add(share) : value.sub(share);
    }
    return value;
  };
  const value = terms();
  return value && at === tokens.length ? value.toDecimalPlaces(10).toFixed() : null;
}
